package io.github.upscale4j.converter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.upscale4j.weights.MalformedWeightsException;
import io.github.upscale4j.weights.Weights;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;

/** Good files damaged at random, from a seed; each has to be read or refused, soon and in little memory. */
public final class Hostile {
    private static final long NANOS = 2_000_000_000L;
    private static final long BYTES = 256L << 20;

    private Hostile() {}

    /** What reads a damaged file. */
    @FunctionalInterface
    public interface Reader {
        Weights read(byte[] bytes) throws IOException;
    }

    /** The reading of one file. */
    @FunctionalInterface
    public interface Reading {
        Weights read() throws IOException;
    }

    /**
     * Reads {@code count} mutations of a file, all elements included; returns how many were refused.
     *
     * @param digits whether half of the changed bytes become digits, so that numbers in a text lie
     */
    public static int refused(String name, byte[] good, int count, boolean digits, Reader reader) {
        int refused = 0;
        for (int seed = 0; seed < count; seed++) {
            byte[] bad = mutated(good, new Random(seed), digits);
            refused += isRead(name + ", mutation of seed " + seed, () -> reader.read(bad)) ? 0 : 1;
        }
        return refused;
    }

    /** Whether it is read; if not, it has to be refused by the exception that is for it. */
    public static boolean isRead(String name, Reading reading) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        boolean read = false;
        try {
            Weights weights = reading.read();
            weights.names().forEach(weights::floats);
            read = true;
        } catch (MalformedWeightsException e) {
            assertThat(e.getMessage()).as(name).doesNotContain("\n");
        } catch (IOException | RuntimeException | Error e) {
            throw new AssertionError(name, e);
        }
        assertThat(System.nanoTime() - start).as("%s: time", name).isLessThan(NANOS);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as("%s: memory", name)
                .isLessThan(BYTES);
        return read;
    }

    private static byte[] mutated(byte[] good, Random random, boolean digits) {
        if (random.nextInt(8) == 0) {
            return Arrays.copyOf(good, random.nextInt(good.length));
        }
        byte[] bad = good.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(bad.length);
            switch (random.nextInt(4)) {
                case 0 -> bad[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bad[at] = (byte) (digits ? '0' + random.nextInt(10) : random.nextInt(256));
                // the extremes that sizes and lengths fear
                case 2 ->
                    Arrays.fill(
                            bad,
                            at,
                            Math.min(bad.length, at + 1 + random.nextInt(8)),
                            digits ? (byte) '9' : (byte) -random.nextInt(2));
                default -> {
                    int length = Math.min(1 + random.nextInt(24), bad.length - at);
                    System.arraycopy(good, random.nextInt(good.length - length), bad, at, length);
                }
            }
        }
        return bad;
    }
}
