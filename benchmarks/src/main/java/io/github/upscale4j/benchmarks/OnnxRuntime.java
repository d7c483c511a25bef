package io.github.upscale4j.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.upscale4j.converter.onnx.OnnxExport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * The peer: the same network and weights, exported, run by ONNX Runtime on the CPU with all its optimisations, its
 * threads spinning as they do by default. It is given every advantage: the sizes are fixed before it optimises, the input
 * lies in native memory once for all, and the output is not copied out of it while time is taken.
 */
final class OnnxRuntime implements Contestant {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final OnnxTensor input;
    private final int threads;

    OnnxRuntime(Network network, Image image, int threads) {
        this.threads = threads;
        ByteArrayOutputStream onnx = new ByteArrayOutputStream();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            OnnxExport.write(network.net(), network.weights(), onnx);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setSymbolicDimensionValue("batch", 1);
            options.setSymbolicDimensionValue("height", image.height());
            options.setSymbolicDimensionValue("width", image.width());
            session = environment.createSession(onnx.toByteArray(), options);
            long[] shape = {1, image.channels(), image.height(), image.width()};
            input = OnnxTensor.createTensor(environment, direct(image.planar()), shape);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot run " + network.name() + ": " + e.getMessage(), e);
        }
    }

    private static FloatBuffer direct(float[] values) {
        FloatBuffer buffer = ByteBuffer.allocateDirect(4 * values.length)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        return buffer.put(values).flip();
    }

    @Override
    public String description() {
        return "ONNX Runtime " + environment.getVersion() + " (" + threads + (threads == 1 ? " thread)" : " threads)");
    }

    @Override
    public void run() {
        try (OrtSession.Result result = session.run(Map.of(OnnxExport.INPUT, input))) {
            if (result.size() != 1) {
                throw new IllegalStateException("ONNX Runtime gave " + result.size() + " results, not 1");
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public float[] result() {
        try (OrtSession.Result result = session.run(Map.of(OnnxExport.INPUT, input))) {
            FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] values = new float[buffer.remaining()];
            buffer.get(values);
            return values;
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        input.close();
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
