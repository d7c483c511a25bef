package io.github.upscale4j.converter.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.upscale4j.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An ONNX file's network run once by ONNX Runtime on the CPU. */
final class Ort {
    private Ort() {}

    static Tensor run(byte[] onnx, Tensor image) throws OrtException {
        return run(onnx, List.of(image)).get(0);
    }

    /** As {@link #run(byte[], Tensor)}, of images of one size at once. */
    static List<Tensor> run(byte[] onnx, List<Tensor> images) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Tensor first = images.get(0);
        long[] shape = {images.size(), first.channels(), first.height(), first.width()};
        FloatBuffer all = FloatBuffer.allocate(images.size() * first.data().length);
        images.forEach(image -> all.put(image.data()));
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(onnx, options);
                OnnxTensor input = OnnxTensor.createTensor(environment, all.flip(), shape);
                OrtSession.Result result = session.run(Map.of(OnnxExport.INPUT, input))) {
            OnnxTensor output = (OnnxTensor) result.get(OnnxExport.OUTPUT).orElseThrow();
            long[] dims = output.getInfo().getShape();
            FloatBuffer buffer = output.getFloatBuffer();
            List<Tensor> results = new ArrayList<>();
            for (int i = 0; i < dims[0]; i++) {
                float[] values = new float[buffer.capacity() / images.size()];
                buffer.get(values);
                results.add(Tensor.of(values, (int) dims[1], (int) dims[2], (int) dims[3]));
            }
            return results;
        }
    }
}
