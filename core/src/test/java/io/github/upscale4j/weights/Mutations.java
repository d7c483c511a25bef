package io.github.upscale4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Random;

/** Damages good files at random, from a seed, and reads them: any result but weights or a refusal is a fault. */
final class Mutations {
    static final String[] FILES = {
        "zip.pth",
        "zip-checkpoint.pth",
        "zip-deflated.pth",
        "zip-strided.pth",
        "legacy.pth",
        "legacy-protocol4.pth",
        "legacy-checkpoint.pth",
        "legacy-strided.pth",
        "f32.safetensors",
        "mixed.safetensors",
    };

    private Mutations() {}

    /** Reads {@code count} mutations of one file; returns how many were refused. */
    static int run(String file, int count) throws IOException {
        byte[] good = Files.readAllBytes(Goldens.folder().resolve(file));
        int refused = 0;
        for (int seed = 0; seed < count; seed++) {
            byte[] bad = mutate(good, new Random(seed));
            long start = System.nanoTime();
            try {
                Weights weights = Weights.read(new ByteArrayInputStream(bad), file);
                for (String name : weights.names()) {
                    floats(weights, name);
                }
            } catch (MalformedWeightsException e) {
                refused++;
            } catch (RuntimeException | Error e) {
                throw new AssertionError(file + ", mutation of seed " + seed, e);
            }
            if (System.nanoTime() - start > 1_000_000_000L) {
                throw new AssertionError(file + ", mutation of seed " + seed + " took more than 1 s");
            }
        }
        return refused;
    }

    /** Of a float64 tensor that holds more than a float can, the elements are refused, not the file. */
    private static void floats(Weights weights, String name) {
        try {
            weights.floats(name, weights.shape(name).toArray());
        } catch (IllegalArgumentException e) {
            assertThat(weights.type(name)).as(e.getMessage()).isEqualTo("F64");
            assertThat(e).hasMessageContaining("float32, which is computed in, at most");
        }
    }

    private static byte[] mutate(byte[] good, Random random) {
        byte[] bad = good.clone();
        if (random.nextInt(8) == 0) {
            return Arrays.copyOf(bad, random.nextInt(good.length));
        }
        // Damage to the weights' own bytes goes unseen in containers without CRC: mostly aim at both ends.
        int near = Math.min(good.length, 3000);
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(near);
            if (random.nextBoolean()) {
                at = good.length - 1 - at;
            }
            int kind = random.nextInt(4);
            if (kind == 0) {
                bad[at] ^= (byte) (1 << random.nextInt(8));
            } else if (kind == 1) {
                bad[at] = (byte) random.nextInt(256);
            } else if (kind == 2) {
                // the extremes that sizes and lengths fear
                Arrays.fill(bad, at, Math.min(bad.length, at + 1 + random.nextInt(8)), (byte) -random.nextInt(2));
            } else {
                int length = Math.min(1 + random.nextInt(16), bad.length - at);
                System.arraycopy(good, random.nextInt(good.length - length), bad, at, length);
            }
        }
        return bad;
    }
}
