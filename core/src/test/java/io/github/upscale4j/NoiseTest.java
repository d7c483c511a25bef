package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Noise is normal, different everywhere, and the same for ever. */
class NoiseTest {
    private static final int SIDE = 100;
    private static final int CHANNELS = 4;
    private static final int COUNT = SIDE * SIDE * CHANNELS;

    @Test
    void isNormal() {
        double[] moments = new double[5];
        int within = 0;
        for (int i = 0; i < COUNT; i++) {
            double value = at(new Noise(0, 0), i);
            for (int power = 1; power < moments.length; power++) {
                moments[power] += Math.pow(value, power) / COUNT;
            }
            within += Math.abs(value) < 1 ? 1 : 0;
        }
        // five deviations of each estimate
        assertThat(moments[1]).isCloseTo(0, within(5 / Math.sqrt(COUNT)));
        assertThat(moments[2]).isCloseTo(1, within(5 * Math.sqrt(2.0 / COUNT)));
        assertThat(moments[3]).isCloseTo(0, within(5 * Math.sqrt(15.0 / COUNT)));
        assertThat(moments[4]).isCloseTo(3, within(5 * Math.sqrt(96.0 / COUNT)));
        assertThat((double) within / COUNT).isCloseTo(0.6827, within(0.0117));
    }

    @Test
    void neighboursAndSeedsHaveNothingInCommon() {
        int[] lags = {1, SIDE, SIDE * SIDE, SIDE + 1};
        for (int lag : lags) {
            double product = 0;
            for (int i = 0; i < COUNT - lag; i++) {
                product += at(new Noise(0, 0), i) * at(new Noise(0, 0), i + lag) / COUNT;
            }
            assertThat(product).as("lag %d", lag).isCloseTo(0, within(5 / Math.sqrt(COUNT)));
        }
        double product = 0;
        for (int i = 0; i < COUNT; i++) {
            product += at(new Noise(0, 0), i) * at(new Noise(1, 0), i) / COUNT;
        }
        assertThat(product).isCloseTo(0, within(5 / Math.sqrt(COUNT)));
    }

    private static double at(Noise noise, int i) {
        return noise.at(i / SIDE / SIDE, i / SIDE % SIDE, i % SIDE);
    }

    /** Computed with Python's integers and functions. A change would change every picture that somebody has made. */
    @Test
    void isTheSameForEver() {
        assertThat(new Noise(0, 0).at(0, 0, 0)).isCloseTo(-0.17838245878646744, within(1e-14));
        assertThat(new Noise(0, 0).at(2, 3, 70_000)).isCloseTo(-0.41451844888068173, within(1e-14));
        assertThat(new Noise(-12345, 0).at(44, 1, 2)).isCloseTo(1.0949746956871662, within(1e-14));
    }

    @Test
    void standsBehindThePictureAndGoesRound() {
        Noise noise = new Noise(3, 2);
        float[] row = new float[1 + 7 * 3];
        noise.behind((y, to, at) -> Arrays.fill(to, at, at + 7, 10 * y), 7, 9, 1, 3)
                .read(4, row, 1);
        for (int x = 0; x < 7; x++) {
            int own = Math.floorMod(x - 2, 3);
            assertThat(row[1 + 3 * x]).isEqualTo(40);
            assertThat(row[1 + 3 * x + 1]).isEqualTo((float) noise.at(0, 2, own));
            assertThat(row[1 + 3 * x + 2]).isEqualTo((float) noise.at(1, 2, own));
        }
    }
}
