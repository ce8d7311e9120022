package clock

now := time.now_ns()

said := sprintf("%d", [input.n])
