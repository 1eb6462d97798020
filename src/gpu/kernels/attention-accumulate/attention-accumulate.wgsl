// out[n,m] += weight · 1/h · Σₕ softmaxₘ(scale · qₕ[n]·kₕ[m] + bias[m])
//
// One invocation owns BLOCK queries and walks over keys BLOCK at a time, all in registers: no barrier, so that software
// adapters run it without emulating one, and neighbours in a workgroup read the same rows, which real caches serve.
// Constants and Params stand in the header, load_q and load_k in load-*.wgsl, share_of and join_* in share-*.wgsl.

@group(0) @binding(3) var<storage, read> key_bias: array<f32>;
// [heads, N, 2]: the row's largest score and Σ exp(score − largest).
@group(0) @binding(4) var<storage, read_write> stats: array<vec2f>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;

// Below every score, yet finite: WGSL has no infinities.
const LOWEST = -3.0e38;

// scores[i][j] = scale · q[n0 + i]·k[m0 + j] + bias[m0 + j]. Rows past the end repeat the last; keys past it score LOWEST.
fn block_scores(head: u32, n0: u32, m0: u32) -> array<vec4f, BLOCK> {
  let stride = params.heads * HEAD_DIM;
  let q_start = params.q_offset + head * HEAD_DIM;
  let k_start = params.k_offset + head * HEAD_DIM;
  let last_n = params.queries - 1u;
  let last_m = params.keys - 1u;
  let n = min(vec4u(n0, n0 + 1u, n0 + 2u, n0 + 3u), vec4u(last_n)) * stride + q_start;
  let m = min(vec4u(m0, m0 + 1u, m0 + 2u, m0 + 3u), vec4u(last_m)) * stride + k_start;
  var s0 = vec4f();
  var s1 = vec4f();
  var s2 = vec4f();
  var s3 = vec4f();
  for (var d = 0u; d < HEAD_DIM; d += 4u) {
    let k0 = load_k(m.x, d);
    let k1 = load_k(m.y, d);
    let k2 = load_k(m.z, d);
    let k3 = load_k(m.w, d);
    let q0 = load_q(n.x, d);
    s0 += vec4f(dot(q0, k0), dot(q0, k1), dot(q0, k2), dot(q0, k3));
    let q1 = load_q(n.y, d);
    s1 += vec4f(dot(q1, k0), dot(q1, k1), dot(q1, k2), dot(q1, k3));
    let q2 = load_q(n.z, d);
    s2 += vec4f(dot(q2, k0), dot(q2, k1), dot(q2, k2), dot(q2, k3));
    let q3 = load_q(n.w, d);
    s3 += vec4f(dot(q3, k0), dot(q3, k1), dot(q3, k2), dot(q3, k3));
  }
  let keys = vec4u(m0, m0 + 1u, m0 + 2u, m0 + 3u);
  var bias = vec4f();
  if (HAS_BIAS == 1) {
    let b = min(keys, vec4u(last_m)) + params.bias_offset;
    bias = vec4f(key_bias[b.x], key_bias[b.y], key_bias[b.z], key_bias[b.w]);
  }
  let inside = keys <= vec4u(last_m);
  return array<vec4f, BLOCK>(
    select(vec4f(LOWEST), s0 * params.scale + bias, inside),
    select(vec4f(LOWEST), s1 * params.scale + bias, inside),
    select(vec4f(LOWEST), s2 * params.scale + bias, inside),
    select(vec4f(LOWEST), s3 * params.scale + bias, inside),
  );
}

fn largest(v: vec4f) -> f32 {
  return max(max(v.x, v.y), max(v.z, v.w));
}

// Row maximum and sum by online softmax (Milakov and Gimelshein, arXiv 1805.02867), over an invocation's share of the
// keys and then over all who share the rows.
@compute @workgroup_size(WORKGROUP)
fn row_stats(worker: Worker) {
  let row_blocks = (params.queries + BLOCK - 1u) / BLOCK;
  let share = share_of(worker);
  // No early return: those who join their results must all arrive there.
  let inside = share.block < params.heads * row_blocks;
  let head = share.block / row_blocks;
  let n0 = (share.block % row_blocks) * BLOCK;
  var peak = vec4f(LOWEST);
  var sum = vec4f();
  for (var m0 = share.first * BLOCK; inside && m0 < params.keys; m0 += share.step * BLOCK) {
    let s = block_scores(head, n0, m0);
    let higher = max(peak, vec4f(largest(s[0]), largest(s[1]), largest(s[2]), largest(s[3])));
    sum = sum * exp(peak - higher) + vec4f(
      dot(exp(s[0] - higher.x), vec4f(1.0)),
      dot(exp(s[1] - higher.y), vec4f(1.0)),
      dot(exp(s[2] - higher.z), vec4f(1.0)),
      dot(exp(s[3] - higher.w), vec4f(1.0)),
    );
    peak = higher;
  }
  let top = join_max(peak);
  sum = join_sum(sum * exp(peak - top));
  if (!inside || share.first > 0u) {
    return;
  }
  for (var i = 0u; i < min(BLOCK, params.queries - n0); i++) {
    stats[head * params.queries + n0 + i] = vec2f(top[i], sum[i]);
  }
}

// One writer per element of out: heads are summed in registers.
@compute @workgroup_size(WORKGROUP)
fn accumulate(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let patch_columns = (params.keys + BLOCK * PATCH - 1u) / (BLOCK * PATCH);
  let index = group.y * groups.x + group.x;
  let n0 = ((index / patch_columns) * PATCH + lane / PATCH) * BLOCK;
  let m0 = ((index % patch_columns) * PATCH + lane % PATCH) * BLOCK;
  if (n0 >= params.queries || m0 >= params.keys) {
    return;
  }
  let last_n = params.queries - 1u;
  var mean = array<vec4f, BLOCK>();
  for (var head = 0u; head < params.heads; head++) {
    let s = block_scores(head, n0, m0);
    for (var i = 0u; i < BLOCK; i++) {
      let row = stats[head * params.queries + min(n0 + i, last_n)];
      mean[i] += exp(s[i] - row.x) / row.y;
    }
  }
  for (var i = 0u; i < min(BLOCK, params.queries - n0); i++) {
    for (var j = 0u; j < min(BLOCK, params.keys - m0); j++) {
      out[params.out_offset + (n0 + i) * params.keys + m0 + j] += params.head_weight * mean[i][j];
    }
  }
}
