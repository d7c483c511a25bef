package io.github.upscale4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Sizes of values, against the same steps taken in numbers. */
class ExtentTest {
    private static final Extent IMAGE = Extent.of(1, 1);

    @Test
    void followsTheStepsThatLeadToIt() {
        // two convolutions without padding, a rearrangement of 2 x 2 pixels, two more, and back
        Extent deep = IMAGE.plus(36).plus(-4).by(2).plus(-4);
        Extent back = deep.times(2);
        // a convolution of 3 x 3 pixels at every second place, then a maximum of 7 x 7 at every third
        Extent pooled = IMAGE.plus(-1).over(2).plus(-4).over(3);
        for (int n = 20; n < 200; n += 2) {
            assertThat(deep.size(n)).isEqualTo((n + 32) / 2 - 4);
            assertThat(back.size(n)).isEqualTo(n + 24);
            assertThat(pooled.size(n)).isEqualTo((((n - 3) / 2 + 1) - 7) / 3 + 1);
            assertThat(Extent.PIXEL.size(n)).isEqualTo(1);
        }
    }

    @Test
    void sameSizesAreEqual() {
        assertThat(IMAGE.times(4).by(2)).isEqualTo(Extent.of(2, 1)).isEqualTo(Extent.of(6, 3));
        assertThat(IMAGE.plus(-4).by(2).times(2)).isEqualTo(IMAGE.plus(-4));
        assertThat(IMAGE.over(2).over(3)).isEqualTo(IMAGE.over(6));
        assertThat(IMAGE.over(2).plus(1)).isEqualTo(IMAGE.plus(2).over(2));
        assertThat(IMAGE.times(2).by(2).regular()).isTrue();
        assertThat(Extent.PIXEL.regular()).isFalse();
        assertThat(IMAGE.plus(1).regular()).isFalse();
        assertThat(IMAGE.over(2).regular()).isFalse();
    }

    @Test
    void whatHasARestIsNotEnlarged() {
        assertThatThrownBy(() -> IMAGE.over(8).times(8))
                .hasMessage("what was divided with a rest is not enlarged: (x1/1) / 8");
        assertThatThrownBy(() -> IMAGE.plus(-3).by(2)).hasMessage("sizes of x1/1 - 3 do not divide by 2");
    }
}
