;; Y[r … r+3, c … c+2] = scale · A[r … r+3, :] · X[:, c … c+2], four columns of A at a time.
;;
;; A is row-major, X and Y are planar (one column after another). Rows and columns of A are padded with zeros to multiples of
;; four, and X to a multiple of three columns, so that no edge needs a case of its own. All offsets are in bytes, 16-aligned.
;; Twelve sums, three columns and one row fit the sixteen vector registers of x86-64.
(module
  (memory (export "memory") 1)

  (func $sum (param $lanes v128) (result f32)
    (f32.add
      (f32.add (f32x4.extract_lane 0 (local.get $lanes)) (f32x4.extract_lane 1 (local.get $lanes)))
      (f32.add (f32x4.extract_lane 2 (local.get $lanes)) (f32x4.extract_lane 3 (local.get $lanes)))))

  ;; One block of four rows and three columns. $stride is the byte length of a row of A and of a column of X and Y.
  (func $block (param $a i32) (param $x i32) (param $y i32) (param $stride i32) (param $scale f32)
    (local $end i32) (local $av v128) (local $x0 v128) (local $x1 v128) (local $x2 v128)
    (local $s00 v128) (local $s01 v128) (local $s02 v128) (local $s10 v128) (local $s11 v128) (local $s12 v128) (local $s20 v128) (local $s21 v128) (local $s22 v128) (local $s30 v128) (local $s31 v128) (local $s32 v128)
    (local $a1 i32) (local $a2 i32) (local $a3 i32) (local $b1 i32) (local $b2 i32)
    (local.set $a1 (i32.add (local.get $a) (local.get $stride)))
    (local.set $a2 (i32.add (local.get $a1) (local.get $stride)))
    (local.set $a3 (i32.add (local.get $a2) (local.get $stride)))
    (local.set $b1 (i32.add (local.get $x) (local.get $stride)))
    (local.set $b2 (i32.add (local.get $b1) (local.get $stride)))
    (local.set $end (i32.add (local.get $a) (local.get $stride)))
    (loop $k
      (local.set $x0 (v128.load (local.get $x)))
      (local.set $x1 (v128.load (local.get $b1)))
      (local.set $x2 (v128.load (local.get $b2)))
      (local.set $av (v128.load (local.get $a)))
      (local.set $s00 (f32x4.add (local.get $s00) (f32x4.mul (local.get $av) (local.get $x0))))
      (local.set $s01 (f32x4.add (local.get $s01) (f32x4.mul (local.get $av) (local.get $x1))))
      (local.set $s02 (f32x4.add (local.get $s02) (f32x4.mul (local.get $av) (local.get $x2))))
      (local.set $av (v128.load (local.get $a1)))
      (local.set $s10 (f32x4.add (local.get $s10) (f32x4.mul (local.get $av) (local.get $x0))))
      (local.set $s11 (f32x4.add (local.get $s11) (f32x4.mul (local.get $av) (local.get $x1))))
      (local.set $s12 (f32x4.add (local.get $s12) (f32x4.mul (local.get $av) (local.get $x2))))
      (local.set $av (v128.load (local.get $a2)))
      (local.set $s20 (f32x4.add (local.get $s20) (f32x4.mul (local.get $av) (local.get $x0))))
      (local.set $s21 (f32x4.add (local.get $s21) (f32x4.mul (local.get $av) (local.get $x1))))
      (local.set $s22 (f32x4.add (local.get $s22) (f32x4.mul (local.get $av) (local.get $x2))))
      (local.set $av (v128.load (local.get $a3)))
      (local.set $s30 (f32x4.add (local.get $s30) (f32x4.mul (local.get $av) (local.get $x0))))
      (local.set $s31 (f32x4.add (local.get $s31) (f32x4.mul (local.get $av) (local.get $x1))))
      (local.set $s32 (f32x4.add (local.get $s32) (f32x4.mul (local.get $av) (local.get $x2))))
      (local.set $a1 (i32.add (local.get $a1) (i32.const 16)))
      (local.set $a2 (i32.add (local.get $a2) (i32.const 16)))
      (local.set $a3 (i32.add (local.get $a3) (i32.const 16)))
      (local.set $x (i32.add (local.get $x) (i32.const 16)))
      (local.set $b1 (i32.add (local.get $b1) (i32.const 16)))
      (local.set $b2 (i32.add (local.get $b2) (i32.const 16)))
      (br_if $k (i32.lt_u (local.tee $a (i32.add (local.get $a) (i32.const 16))) (local.get $end))))
    (f32.store offset=0 (local.get $y) (f32.mul (local.get $scale) (call $sum (local.get $s00))))
    (f32.store offset=4 (local.get $y) (f32.mul (local.get $scale) (call $sum (local.get $s10))))
    (f32.store offset=8 (local.get $y) (f32.mul (local.get $scale) (call $sum (local.get $s20))))
    (f32.store offset=12 (local.get $y) (f32.mul (local.get $scale) (call $sum (local.get $s30))))
    (local.set $y (i32.add (local.get $y) (local.get $stride)))
    (f32.store offset=0 (local.get $y) (f32.mul (local.get $scale) (call $sum (local.get $s01))))
    (f32.store offset=4 (local.get $y) (f32.mul (local.get $scale) (call $sum (local.get $s11))))
    (f32.store offset=8 (local.get $y) (f32.mul (local.get $scale) (call $sum (local.get $s21))))
    (f32.store offset=12 (local.get $y) (f32.mul (local.get $scale) (call $sum (local.get $s31))))
    (local.set $y (i32.add (local.get $y) (local.get $stride)))
    (f32.store offset=0 (local.get $y) (f32.mul (local.get $scale) (call $sum (local.get $s02))))
    (f32.store offset=4 (local.get $y) (f32.mul (local.get $scale) (call $sum (local.get $s12))))
    (f32.store offset=8 (local.get $y) (f32.mul (local.get $scale) (call $sum (local.get $s22))))
    (f32.store offset=12 (local.get $y) (f32.mul (local.get $scale) (call $sum (local.get $s32))))
  )

  ;; Y = scale · A · X for $rows rows of A (a multiple of four), which begin at $a and whose results begin at $y in each
  ;; column of Y, and $columns columns (a multiple of three).
  (func (export "multiply")
    (param $a i32) (param $x i32) (param $y i32) (param $rows i32) (param $tokens i32) (param $columns i32) (param $scale f32)
    (local $stride i32) (local $row i32) (local $column i32) (local $offset i32)
    (local.set $stride (i32.shl (local.get $tokens) (i32.const 2)))
    (loop $rowsOfA
      (local.set $column (i32.const 0))
      (loop $columnsOfBlock
        (local.set $offset (i32.mul (local.get $column) (local.get $stride)))
        (call $block
          (local.get $a)
          (i32.add (local.get $x) (local.get $offset))
          (i32.add (i32.add (local.get $y) (local.get $offset)) (i32.shl (local.get $row) (i32.const 2)))
          (local.get $stride)
          (local.get $scale))
        (local.set $column (i32.add (local.get $column) (i32.const 3)))
        (br_if $columnsOfBlock (i32.lt_u (local.get $column) (local.get $columns))))
      (local.set $a (i32.add (local.get $a) (i32.shl (local.get $stride) (i32.const 2))))
      (local.set $row (i32.add (local.get $row) (i32.const 4)))
      (br_if $rowsOfA (i32.lt_u (local.get $row) (local.get $rows))))))
