/** A graph whose nodes are to be parted into a source's side and a sink's. */
export interface CutGraph {
  /** fp64 `[N]`, not negative: what it costs to put a node on the sink's side. */
  readonly toSource: Float64Array;
  /** fp64 `[N]`, not negative: what it costs to put a node on the source's side. */
  readonly toSink: Float64Array;
  readonly edges: CutEdges;
}

/** Edges without a direction; an edge costs its weight where its ends are on two sides. */
export interface CutEdges {
  /** `[E]`, nodes. */
  readonly ends: Int32Array;
  /** `[E]`, nodes. */
  readonly others: Int32Array;
  /** fp64 `[E]`, not negative. */
  readonly weights: Float64Array;
}

/** Less than this is left over by rounding. */
const NOTHING = 1e-9;

/**
 * The cheapest parting of a graph: by the theorem of Ford and Fulkerson, what a greatest flow from source to sink leaves within
 * reach of the source. The flow is found by Dinic's algorithm (1970).
 *
 * @returns u8 `[N]`: 1 on the source's side
 */
export function minCut(graph: CutGraph): Uint8Array {
  const flow = new Flow(graph);
  while (flow.findLevels()) flow.block();
  return flow.reached();
}

class Flow {
  /** Arcs that leave node n are `starts[n]` … `starts[n + 1] − 1`. */
  readonly #starts: Int32Array;
  readonly #heads: Int32Array;
  /** The arc back. */
  readonly #mates: Int32Array;
  /** What can still flow through an arc. */
  readonly #rest: Float64Array;
  /** What still comes from the source; below 0 what still goes to the sink. A node's own source and sink have met already. */
  readonly #excess: Float64Array;
  /** Arcs from the nearest node with excess; −1: out of reach. */
  readonly #levels: Int32Array;
  readonly #pointers: Int32Array;
  readonly #queue: Int32Array;
  readonly #path: Int32Array;

  constructor({ toSource, toSink, edges }: CutGraph) {
    const nodes = toSource.length;
    this.#excess = toSource.map((cost, node) => cost - (toSink[node] as number));
    const arcs = 2 * edges.weights.length;
    this.#heads = new Int32Array(arcs);
    this.#mates = new Int32Array(arcs);
    this.#rest = new Float64Array(arcs);
    this.#starts = new Int32Array(nodes + 1);
    this.#levels = new Int32Array(nodes);
    this.#pointers = new Int32Array(nodes);
    this.#queue = new Int32Array(nodes);
    this.#path = new Int32Array(nodes);
    this.#addEdges(edges);
  }

  #addEdges({ ends, others, weights }: CutEdges): void {
    const starts = this.#starts;
    for (const node of [...ends, ...others]) starts[node + 1] = (starts[node + 1] as number) + 1;
    for (let node = 1; node < starts.length; node++) {
      starts[node] = (starts[node] as number) + (starts[node - 1] as number);
    }
    const next = starts.slice();
    const placeAt = (node: number) => {
      const place = next[node] as number;
      next[node] = place + 1;
      return place;
    };
    weights.forEach((weight, edge) => {
      const [end, other] = [ends[edge] as number, others[edge] as number];
      const [there, back] = [placeAt(end), placeAt(other)];
      this.#heads[there] = other;
      this.#heads[back] = end;
      this.#mates[there] = back;
      this.#mates[back] = there;
      this.#rest[there] = weight;
      this.#rest[back] = weight;
    });
  }

  /** Breadth first from all nodes with excess. @returns whether something can still flow to the sink */
  findLevels(): boolean {
    const levels = this.#levels.fill(-1);
    let filled = 0;
    for (let node = 0; node < levels.length; node++) {
      if ((this.#excess[node] as number) <= NOTHING) continue;
      levels[node] = 0;
      this.#queue[filled++] = node;
    }
    let hasSink = false;
    for (let read = 0; read < filled; read++) {
      const node = this.#queue[read] as number;
      if ((this.#excess[node] as number) < -NOTHING) hasSink = true;
      for (let arc = this.#starts[node] as number; arc < (this.#starts[node + 1] as number); arc++) {
        const head = this.#heads[arc] as number;
        if ((this.#rest[arc] as number) <= NOTHING || levels[head] !== -1) continue;
        levels[head] = (levels[node] as number) + 1;
        this.#queue[filled++] = head;
      }
    }
    return hasSink;
  }

  /** Sends what flows along arcs that lead one level on. */
  block(): void {
    this.#pointers.set(this.#starts.subarray(0, this.#pointers.length));
    for (let node = 0; node < this.#levels.length; node++) {
      if (this.#levels[node] === 0 && (this.#excess[node] as number) > NOTHING) this.#drain(node);
    }
  }

  /** Depth first from one node with excess, until it has none or no way is left. */
  #drain(source: number): void {
    let length = 0;
    let node = source;
    for (;;) {
      if ((this.#excess[node] as number) < -NOTHING) {
        length = this.#send(source, node, length);
        if ((this.#excess[source] as number) <= NOTHING) return;
        node = length === 0 ? source : (this.#heads[this.#path[length - 1] as number] as number);
        continue;
      }
      const arc = this.#nextArc(node);
      if (arc >= 0) {
        this.#path[length++] = arc;
        node = this.#heads[arc] as number;
        continue;
      }
      if (length === 0) return;
      this.#levels[node] = -1;
      const back = this.#mates[this.#path[--length] as number] as number;
      node = this.#heads[back] as number;
    }
  }

  #nextArc(node: number): number {
    const end = this.#starts[node + 1] as number;
    const level = (this.#levels[node] as number) + 1;
    for (let arc = this.#pointers[node] as number; arc < end; arc++) {
      if ((this.#rest[arc] as number) > NOTHING && this.#levels[this.#heads[arc] as number] === level) {
        this.#pointers[node] = arc;
        return arc;
      }
    }
    this.#pointers[node] = end;
    return -1;
  }

  /** Sends as much as fits along the path. @returns how much of the path is still open */
  #send(source: number, sink: number, length: number): number {
    let amount = Math.min(this.#excess[source] as number, -(this.#excess[sink] as number));
    for (let i = 0; i < length; i++) amount = Math.min(amount, this.#rest[this.#path[i] as number] as number);
    this.#excess[source] = (this.#excess[source] as number) - amount;
    this.#excess[sink] = (this.#excess[sink] as number) + amount;
    let open = length;
    for (let i = length - 1; i >= 0; i--) {
      const arc = this.#path[i] as number;
      const mate = this.#mates[arc] as number;
      this.#rest[arc] = (this.#rest[arc] as number) - amount;
      this.#rest[mate] = (this.#rest[mate] as number) + amount;
      if ((this.#rest[arc] as number) <= NOTHING) open = i;
    }
    return open;
  }

  /** Nodes that the source still reaches; after a `findLevels` that found no way to the sink. */
  reached(): Uint8Array {
    return Uint8Array.from(this.#levels, (level) => (level >= 0 ? 1 : 0));
  }
}
