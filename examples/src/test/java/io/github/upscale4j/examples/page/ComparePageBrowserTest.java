package io.github.upscale4j.examples.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.Upscaler;
import io.github.upscale4j.resample.Resampler;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The page that {@code compare} writes, opened from a file. */
class ComparePageBrowserTest {
    @TempDir
    Path folder;

    @Test
    void comparesFromAFile() throws IOException {
        try (Browser browser = Browser.start(folder)) {
            BufferedImage small =
                    ImageIO.read(Path.of("..", "docs", "small.jpg").toFile());
            // of several tiles and levels
            BufferedImage large = Resampler.BICUBIC.resize(Upscaler.upscale(small, 4), 1300, 1300);
            ComparePage page = new ComparePage(
                    "A lighthouse",
                    new ComparePage.Labelled("small.jpg", small),
                    new ComparePage.Labelled("natural", large),
                    Baseline.BICUBIC,
                    Resampler.NEAREST.resize(small, 1300, 1300));
            Path file = folder.resolve("page.html");
            try (Writer out = Files.newBufferedWriter(file)) {
                page.write(out);
            }
            for (String scheme : List.of("light", "dark")) {
                browser.prefer(scheme);
                browser.resize(1280, 860, 1);
                browser.driver().get(file.toUri().toString());
                browser.awaitShown(".v-label");
                browser.awaitStill();
                browser.screenshot("compare-" + scheme);
            }
            browser.find("[role=slider]").sendKeys(Keys.HOME);
            browser.find("[aria-label^='One pixel']").click();
            browser.awaitStill();
            int middle = large.getRGB(
                    640 - (1280 - 1300) / 2, canvasHeight(browser) / 2 - (canvasHeight(browser) - 1300) / 2);
            assertThat(browser.canvasPixel()).isEqualTo(middle & 0xffffff);
            browser.find("#choice label:last-child").click();
            browser.await("return document.querySelector('.v-left').textContent === 'Truth'");
            browser.resize(390, 844, 2);
            browser.awaitStill();
            assertThat(browser.script("return document.documentElement.scrollWidth"))
                    .isEqualTo(390L);
            browser.screenshot("compare-phone");
            assertThat(browser.script("return performance.getEntriesByType('resource')"
                            + ".filter((one) => !one.name.startsWith('data:')).length"))
                    .isEqualTo(0L);
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static int canvasHeight(Browser browser) {
        return ((Long) browser.script("return document.querySelector('.v-canvas').height")).intValue();
    }
}
