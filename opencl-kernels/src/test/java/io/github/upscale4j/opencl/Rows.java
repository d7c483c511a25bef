package io.github.upscale4j.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.exec.Engine;
import io.github.upscale4j.exec.Run;
import io.github.upscale4j.net.Net;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The rows that an engine makes of a picture without meaning, of values from 0 to 1. */
final class Rows {
    private Rows() {}

    static List<float[]> of(Engine engine, int width, int height) {
        Net net = engine.plan().net();
        int values = width * net.scale() * net.outputChannels();
        List<float[]> rows = new ArrayList<>();
        try (Run run = engine.open(
                width,
                height,
                (y, to, at) -> {
                    for (int i = 0; i < width * net.inputChannels(); i++) {
                        to[at + i] = (y * 31 + i * 7) % 101 / 101f;
                    }
                },
                (y, row, at) -> rows.add(Arrays.copyOfRange(row, at, at + values)),
                engine.memoryLimit(),
                () -> {})) {
            while (run.next()) {}
        }
        return rows;
    }

    /** To the last bit. */
    static void assertSame(List<float[]> actual, List<float[]> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int y = 0; y < expected.size(); y++) {
            assertThat(actual.get(y)).as("row %d", y).isEqualTo(expected.get(y));
        }
    }
}
