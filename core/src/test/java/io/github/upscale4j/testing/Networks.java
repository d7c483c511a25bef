package io.github.upscale4j.testing;

import io.github.upscale4j.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Models that do what a test can foresee. */
public final class Networks {
    private Networks() {}

    /**
     * A network whose convolutions give 0, so that nothing but the nearest-neighbour enlargement is left that
     * SRVGGNetCompact adds to them: at scale 1, what comes out is what went in, to the bit.
     */
    public static Model nearest(int scale, int colours) {
        return model(new SafetensorsFile()
                .put("body.0.weight", new float[4 * colours * 9], 4, colours, 3, 3)
                .put("body.0.bias", new float[4], 4)
                .put("body.1.weight", new float[4], 4)
                .put("body.2.weight", new float[colours * scale * scale * 4 * 9], colours * scale * scale, 4, 3, 3)
                .put("body.2.bias", new float[colours * scale * scale], colours * scale * scale));
    }

    public static Model identity() {
        return nearest(1, 3);
    }

    /** The same plus {@code offset}. */
    public static Model shifted(int scale, float offset) {
        float[] bias = new float[3 * scale * scale];
        java.util.Arrays.fill(bias, offset);
        return model(new SafetensorsFile()
                .put("body.0.weight", new float[4 * 27], 4, 3, 3, 3)
                .put("body.0.bias", new float[4], 4)
                .put("body.1.weight", new float[4], 4)
                .put("body.2.weight", new float[bias.length * 36], bias.length, 4, 3, 3)
                .put("body.2.bias", bias, bias.length));
    }

    private static Model model(SafetensorsFile weights) {
        try {
            Path file = Files.createTempFile("upscale4j-test", ".safetensors");
            try {
                return Model.load(weights.write(file));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
