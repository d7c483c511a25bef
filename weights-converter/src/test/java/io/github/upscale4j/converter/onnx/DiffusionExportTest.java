package io.github.upscale4j.converter.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.github.upscale4j.Model;
import io.github.upscale4j.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A diffusion model, from the picture and noise to the result, is one graph of ONNX. */
class DiffusionExportTest {
    private static final Path FOLDER = Path.of("..", "core", "src", "test", "resources", "goldens", "diffusion");

    @Test
    void onnxRuntimeGivesTheReferenceOutput() throws IOException, OrtException {
        Model model = Model.load(
                FOLDER.resolve("resshift-unet/weights.pth"),
                FOLDER.resolve("resshift-vq/weights.pth"),
                Map.of("sampler", "sinsr", "steps", "3", "norm_groups", "4"));
        Tensor picture = Goldens.tensor(FOLDER.resolve("sinsr-chain/input.npy"));
        int size = picture.data().length;
        float[] both = Arrays.copyOf(picture.data(), 2 * size);
        ByteBuffer noise = ByteBuffer.wrap(Files.readAllBytes(FOLDER.resolve("sinsr-chain/noise.npy")))
                .order(ByteOrder.LITTLE_ENDIAN);
        noise.position(10 + noise.getShort(8)); // behind the header; the first draw
        noise.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(both, size, size);
        ByteArrayOutputStream onnx = new ByteArrayOutputStream();
        OnnxExport.write(model, onnx);

        Tensor result = Ort.run(onnx.toByteArray(), Tensor.of(both, 6, picture.height(), picture.width()));

        Tensor expected = Goldens.tensor(FOLDER.resolve("sinsr-chain/output-onestep-raw.npy"));
        for (int i = 0; i < expected.data().length; i++) {
            assertThat(2 * result.data()[i] - 1).isBetween(expected.data()[i] - 5e-5f, expected.data()[i] + 5e-5f);
        }
    }
}
