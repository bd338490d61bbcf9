/**
 * What is seen besides the picture itself: people and telephones, counted, and nothing else about them. Where WebAssembly or memory
 * is missing the browser's own face detector is asked where there is one; elsewhere only movement is known. Which way a head is
 * turned is for the person's own answer.
 */
import type { Eye } from "@/media/eye";
import { seen, steady, type Box, type Seen as Look } from "@/media/sight/boxes";
import type { Sight } from "@/media/sight/sight";

export interface Seen {
  /** How sure the looks are of each class, 0 to 1. */
  sure: { phone?: number; second_face?: number; absent?: number };
  /** Which way the head is turned, for the person themselves. */
  turned?: "left" | "right" | undefined;
  /** Where the telephone is that was last seen, and by which camera. */
  phone?: { eye: string; box: Box } | undefined;
}

export interface Detector {
  /** SHA-256 by which verdicts name what looks. */
  readonly model: string;
  /** Does it know a telephone? */
  readonly knowsPhones: boolean;
  look(eye: Eye, isFront: boolean): Promise<Seen>;
  close(): void;
}

/** The hash of the words "tidecrew page detector 1": what measures where no model can run. */
const PAGE = "65000884fa22e1a5aa3adc1ccfcca6462d994d2641905ee310eee53f9928faee";
/** How sure a browser's own detector is taken to be. */
const PLATFORM_SURE = 0.8;

interface Landmark {
  type: string;
  locations: { x: number; y: number }[];
}
interface Face {
  landmarks?: Landmark[];
}
interface PlatformDetector {
  detect(source: HTMLVideoElement): Promise<Face[]>;
}
type PlatformDetectorMaker = new (options: { fastMode: boolean; maxDetectedFaces: number }) => PlatformDetector;

/** A nose so far from between the eyes, in distances of the eyes, is of a turned head. */
const TURNED = 0.25;
/** Columns that a picture must move in all for a turn, and how long ago still counts. */
const MOVED = 10;

const middle = (points: { x: number }[]) => points.reduce((sum, point) => sum + point.x, 0) / Math.max(1, points.length);

/** A camera sees its person from the front: their left is the picture's right. */
export function turnOf(face: Face): Seen["turned"] {
  const eyes = (face.landmarks ?? []).filter((mark) => mark.type === "eye").map((mark) => ({ x: middle(mark.locations) }));
  const nose = (face.landmarks ?? []).find((mark) => mark.type === "nose");
  const [one, two] = eyes;
  if (!nose || !one || !two) return undefined;
  const apart = Math.abs(one.x - two.x);
  const off = (middle(nose.locations) - middle(eyes)) / Math.max(1, apart);
  return Math.abs(off) < TURNED ? undefined : off > 0 ? "left" : "right";
}

/** By the movement of the picture alone. */
class ByMovement implements Detector {
  readonly model = PAGE;
  readonly knowsPhones = false;
  private total = 0;

  look(eye: Eye): Promise<Seen> {
    this.total = this.total * 0.8 + eye.moved;
    return Promise.resolve(Math.abs(this.total) < MOVED ? { sure: {} } : { sure: {}, turned: this.total > 0 ? "left" : "right" });
  }

  close(): void {}
}

class ByPlatform implements Detector {
  readonly model = PAGE;
  readonly knowsPhones = false;
  private readonly movement = new ByMovement();

  constructor(private readonly faces: PlatformDetector) {}

  async look(eye: Eye): Promise<Seen> {
    const moved = await this.movement.look(eye);
    try {
      const faces = await this.faces.detect(eye.video);
      const first = faces[0];
      const sure = first ? { second_face: faces.length > 1 ? PLATFORM_SURE : 0 } : { absent: PLATFORM_SURE };
      return { sure, turned: (first && turnOf(first)) ?? moved.turned };
    } catch {
      return moved;
    }
  }

  close(): void {}
}

/** By the model, on a thread of its own; the turn of a head by whatever else there is. */
class BySight implements Detector {
  private readonly looks = new Map<string, Look[]>();
  private phone: Seen["phone"];
  private front = "";

  constructor(
    private readonly sight: Sight,
    private readonly other: Detector,
  ) {}

  /** A thread that broke is not spoken for. */
  get model(): string {
    return this.sight.isBroken ? PAGE : this.sight.model;
  }
  get knowsPhones(): boolean {
    return !this.sight.isBroken;
  }

  async look(eye: Eye, isFront: boolean): Promise<Seen> {
    const found = await this.sight.look(eye.video);
    const box = found?.find((each) => each.thing === "phone");
    if (found) this.looks.set(eye.id, [...(this.looks.get(eye.id) ?? []).slice(-2), seen(found)]);
    if (box) this.phone = { eye: eye.id, box };
    if (isFront) this.front = eye.id;
    const { sure, turned } = await this.other.look(eye, isFront);
    const all = [...this.looks.values()].map(steady);
    const most = (of: (look: Look) => number) => Math.max(0, ...all.map(of));
    return {
      // Who is before the screen is the front camera's to say.
      sure: {
        phone: most((look) => look.phone),
        second_face: Math.max(most((look) => look.second), sure.second_face ?? 0),
        absent: steady(this.looks.get(this.front) ?? []).absent,
      },
      turned,
      phone: this.phone,
    };
  }

  close(): void {
    this.sight.close();
  }
}

function plain(): Detector {
  const Maker = (window as { FaceDetector?: PlatformDetectorMaker }).FaceDetector;
  try {
    return Maker ? new ByPlatform(new Maker({ fastMode: true, maxDetectedFaces: 4 })) : new ByMovement();
  } catch {
    return new ByMovement();
  }
}

/** The best detector that this machine can run. The model is loaded here and nowhere before. */
export async function detector(): Promise<Detector> {
  const { Sight } = await import("@/media/sight/sight");
  const sight = await Sight.open();
  return sight ? new BySight(sight, plain()) : plain();
}
