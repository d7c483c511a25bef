package io.github.upscale4j.converter.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.upscale4j.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Map;

/** An ONNX file's network run once by ONNX Runtime on the CPU. */
final class Ort {
    private Ort() {}

    static Tensor run(byte[] onnx, Tensor image) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long[] shape = {1, image.channels(), image.height(), image.width()};
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(onnx, options);
                OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(image.data()), shape);
                OrtSession.Result result = session.run(Map.of(OnnxExport.INPUT, input))) {
            OnnxTensor output = (OnnxTensor) result.get(OnnxExport.OUTPUT).orElseThrow();
            long[] dims = output.getInfo().getShape();
            FloatBuffer buffer = output.getFloatBuffer();
            float[] values = new float[buffer.remaining()];
            buffer.get(values);
            return Tensor.of(values, (int) dims[1], (int) dims[2], (int) dims[3]);
        }
    }
}
