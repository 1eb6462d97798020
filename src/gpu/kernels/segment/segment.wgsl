// With s the highest score among present classes: s < α is background, α ≤ s < β is void, s ≥ β is the first class with
// that score. One word per pixel: mask id in the low bits, s in 16 bits above. Behind them, per class, scores as bytes.
//
// Constants and Params stand in the header.

@group(0) @binding(1) var<storage, read> scores: array<f32>;
// id | presence << PRESENT_SHIFT
@group(0) @binding(2) var<storage, read> classes: array<u32>;
@group(0) @binding(3) var<storage, read_write> out: array<u32>;

@compute @workgroup_size(WORKGROUP)
fn segment(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let quad = (group.y * groups.x + group.x) * WORKGROUP + lane;
  let words = (params.pixels + PIXELS_PER_WORD - 1u) / PIXELS_PER_WORD;
  if (quad >= words) {
    return;
  }
  let p = quad * PIXELS_PER_WORD;
  let pixel = min(vec4u(p, p + 1u, p + 2u, p + 3u), vec4u(params.pixels - 1u));
  var best = vec4f();
  var winner = vec4u(BACKGROUND_ID);
  var any_present = false;
  for (var c = 0u; c < params.classes; c++) {
    let cell = params.scores_offset + c * params.pixels + pixel;
    let score = vec4f(scores[cell.x], scores[cell.y], scores[cell.z], scores[cell.w]);
    out[params.out_offset + params.pixels + c * words + quad] = pack4x8unorm(score);
    if ((classes[c] >> PRESENT_SHIFT) == 1u) {
      let higher = (score > best) | vec4<bool>(!any_present);
      best = select(best, score, higher);
      winner = select(winner, vec4u(classes[c] & ID_MASK), higher);
      any_present = true;
    }
  }
  let doubtful = select(winner, vec4u(VOID_ID), best < vec4f(params.beta));
  let below = (best < vec4f(params.alpha)) | vec4<bool>(!any_present);
  let id = select(doubtful, vec4u(BACKGROUND_ID), below);
  let level = vec4u(clamp(best, vec4f(0.0), vec4f(1.0)) * f32(SCORE_LEVELS) + 0.5);
  let packed = id | (level << vec4u(SCORE_SHIFT));
  for (var i = 0u; i < min(PIXELS_PER_WORD, params.pixels - p); i++) {
    out[params.out_offset + p + i] = packed[i];
  }
}
