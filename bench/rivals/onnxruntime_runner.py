"""One measurement of ONNX Runtime's Python binding on the graph that our own export wrote (the sixth argument). It cannot train."""
import sys
import time

from common import Assignment, report, times_of

given = Assignment()
start = time.perf_counter()
import onnxruntime  # noqa: E402

imported = (time.perf_counter() - start) * 1000
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = given.threads
options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(sys.argv[6], options, providers=["CPUExecutionProvider"])
name = session.get_inputs()[0].name
one, _ = given.samples(1)
many, _ = given.samples(given.workload["large"])
report(
    version=onnxruntime.__version__,
    imported=imported,
    single=times_of(given.seconds, lambda: session.run(None, {name: one})),
    large=times_of(given.seconds, lambda: session.run(None, {name: many})),
)
