/**
 * What is seen besides the picture itself: faces, counted and turned, and nothing else about them. No model is shipped: where the
 * browser has a face detector of its own it is asked, elsewhere only movement is known, and the server's second look counts faces.
 */
import type { Eye } from "@/media/eye";

export interface Seen {
  /** Absent when nobody counts. */
  faces?: number;
  /** Which way the head is turned, for the person themselves. */
  turned?: "left" | "right";
}

export interface Detector {
  look(eye: Eye): Promise<Seen>;
}

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
  private total = 0;

  look(eye: Eye): Promise<Seen> {
    this.total = this.total * 0.8 + eye.moved;
    return Promise.resolve(Math.abs(this.total) < MOVED ? {} : { turned: this.total > 0 ? "left" : "right" });
  }
}

class ByPlatform implements Detector {
  private readonly movement = new ByMovement();

  constructor(private readonly faces: PlatformDetector) {}

  async look(eye: Eye): Promise<Seen> {
    const moved = await this.movement.look(eye);
    try {
      const faces = await this.faces.detect(eye.video);
      const first = faces[0];
      return { faces: faces.length, turned: (first && turnOf(first)) ?? moved.turned };
    } catch {
      return moved;
    }
  }
}

export function detector(): Detector {
  const Maker = (window as { FaceDetector?: PlatformDetectorMaker }).FaceDetector;
  try {
    return Maker ? new ByPlatform(new Maker({ fastMode: true, maxDetectedFaces: 4 })) : new ByMovement();
  } catch {
    return new ByMovement();
  }
}
