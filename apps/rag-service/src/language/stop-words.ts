/** Words that say nothing about what a question is about, as people use them when they speak. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about again all already also am an and another any anybody anyone anything are aren't as at be because been before
  being but by can can't cannot could couldn't did didn't do does doesn't doing don't done each either else ever every
  everything find for from get gets getting give go goes going gone got had has hasn't have haven't having he hello guess happen happened happens help
  her here hers hey hi him his how how's however i i'd i'll i'm i've if in into is isn't it it's its itself just know
  let let's like look make makes many may maybe me might mine more most much must my myself need needed needs no nobody
  not now of off oh ok okay on once one only onto or other our ours out over own please put quite really right same say says said saying
  shall she should show shouldn't so some somebody someone something somewhere still such sure take tell tells than thank thanks
  that that's the their theirs them then there there's these they thing things think this those through to too try trying
  under until up us very want wanted wants was wasn't way we well were weren't what what's when where where's whether
  which while who who's whose why will with won't would wouldn't yes yet you you're your yours`
    .split(/\s+/)
    .map((word) => word.replaceAll("'", '')),
);
