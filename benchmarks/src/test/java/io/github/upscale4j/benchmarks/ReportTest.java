package io.github.upscale4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void aSectionIsAppendedThenReplacedAndOthersStay() {
        String page = Report.replaced("# Benchmarks\n", "JDK 17", "old\n");
        page = Report.replaced(page, "JDK 25", "other\n");
        page = Report.replaced(page, "JDK 17", "new\n");
        assertThat(page).isEqualTo("""
                        # Benchmarks

                        <!-- measured: JDK 17 -->

                        new

                        <!-- end of JDK 17 -->

                        <!-- measured: JDK 25 -->

                        other

                        <!-- end of JDK 25 -->
                        """);
    }

    @Test
    void aPageWithoutTheEndOfASectionIsLeftAlone() {
        assertThatThrownBy(() -> Report.replaced("<!-- measured: JDK 17 -->\nrest", "JDK 17", "new"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("<!-- end of JDK 17 -->");
    }
}
