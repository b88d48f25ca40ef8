import { concatBytes } from './bytes.js';
import { OGG_FLAGS, type OggPage } from './ogg-page.js';
import { MAX_OPUS_PACKET_BYTES } from './opus-packet.js';

/** What is known of a packet that goes on in the next page: its bytes so far, or that they are lost. */
type Begun = Uint8Array | 'lost';

const NOTHING = new Uint8Array();

/** Joins the packets of one logical Ogg stream across its pages. */
export class LogicalOggStream {
  private begun: Begun = 'lost';
  private nextNumber: number | undefined;
  ended = false;

  constructor(readonly serial: number) {}

  /** Returns copies of the packets that end in this page; a packet with a part missing is left out. */
  accept(page: OggPage): Uint8Array[] {
    const packets: Uint8Array[] = [];
    let begun = this.beginningFor(page);
    page.pieces.forEach((piece, i) => {
      const whole = join(begun, piece);
      begun = NOTHING;
      if (i === page.pieces.length - 1 && !page.complete) begun = whole;
      else if (whole !== 'lost') packets.push(whole);
    });
    this.begun = begun;
    this.nextNumber = page.number + 1;
    this.ended = (page.flags & OGG_FLAGS.endOfStream) !== 0;
    return packets;
  }

  private beginningFor(page: OggPage): Begun {
    if ((page.flags & OGG_FLAGS.continued) === 0) return NOTHING;
    return page.number === this.nextNumber && this.begun.length > 0 ? this.begun : 'lost';
  }
}

function join(begun: Begun, piece: Uint8Array): Begun {
  if (begun === 'lost' || begun.length + piece.length > MAX_OPUS_PACKET_BYTES) return 'lost';
  return concatBytes(begun, piece);
}
