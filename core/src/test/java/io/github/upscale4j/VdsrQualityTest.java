package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.upscale4j.metrics.Psnr;
import io.github.upscale4j.resample.Resampler;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.testing.CpuKernels;
import io.github.upscale4j.testing.Shared;
import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The published VDSR on Set5 x2, in dB of Y with a border of 2, against what PyTorch gives: 37.61, and bicubic 33.68. */
class VdsrQualityTest {
    private static final String[] NAMES = {"baby", "bird", "butterfly", "head", "woman"};

    /** On floats, as the reference measures. */
    @Test
    void givesPyTorchsDecibels() throws IOException {
        double vdsr = 0;
        double bicubic = 0;
        try (Upscaler upscaler = upscaler()) {
            for (String name : NAMES) {
                BufferedImage high = high(name);
                Tensor truth = luma(high);
                Tensor input = Resampler.BICUBIC_MATLAB.resize(luma(low(name)), high.getHeight(), high.getWidth());
                vdsr += decibels(upscaler.upscale(input), truth);
                bicubic += decibels(input, truth);
            }
        }
        assertThat(bicubic / NAMES.length).isCloseTo(33.68, within(0.01));
        assertThat(vdsr / NAMES.length).isCloseTo(37.61, within(0.02));
    }

    /** Pictures in and out; rounding the result to 8 bits costs what it costs. */
    @Test
    void thePictureIsAsGood() throws IOException {
        double vdsr = 0;
        try (Upscaler upscaler = upscaler()) {
            for (String name : NAMES) {
                BufferedImage high = high(name);
                vdsr += Psnr.y(high, upscaler.upscale(low(name), high.getWidth(), high.getHeight()), 2);
            }
        }
        assertThat(vdsr / NAMES.length).isCloseTo(37.61, within(0.03));
    }

    private static Upscaler upscaler() throws IOException {
        String path = CpuKernels.all().get(CpuKernels.all().size() - 1).name();
        return Upscaler.builder()
                .model(Shared.require("weights/vdsr.pth"))
                .backend(path)
                .build();
    }

    private static double decibels(Tensor a, Tensor b) {
        double squares = 0;
        for (int y = 2; y < a.height() - 2; y++) {
            for (int x = 2; x < a.width() - 2; x++) {
                double difference = a.get(0, y, x) - b.get(0, y, x);
                squares += difference * difference;
            }
        }
        return 10 * Math.log10((a.height() - 4.0) * (a.width() - 4) / squares);
    }

    /** MATLAB's Y, from 16 / 255 to 235 / 255. */
    private static Tensor luma(BufferedImage image) {
        Tensor luma = Tensor.zeros(1, image.getHeight(), image.getWidth());
        for (int i = 0; i < luma.data().length; i++) {
            int rgb = image.getRGB(i % image.getWidth(), i / image.getWidth());
            double y = 16 + (65.481 * (rgb >> 16 & 255) + 128.553 * (rgb >> 8 & 255) + 24.966 * (rgb & 255)) / 255;
            luma.data()[i] = (float) (y / 255);
        }
        return luma;
    }

    private static BufferedImage high(String name) throws IOException {
        BufferedImage image = read("images/quality/Set5/HR/" + name + ".png");
        return image.getSubimage(0, 0, image.getWidth() / 2 * 2, image.getHeight() / 2 * 2);
    }

    private static BufferedImage low(String name) throws IOException {
        return read("images/quality/Set5/LRx2/" + name + "x2.png");
    }

    private static BufferedImage read(String path) throws IOException {
        return ImageIO.read(Shared.require(path).toFile());
    }
}
