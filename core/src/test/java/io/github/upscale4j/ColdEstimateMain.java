package io.github.upscale4j;

import io.github.upscale4j.testing.Images;
import java.awt.image.BufferedImage;

/** Estimates a picture before anything is compiled, then takes it; prints estimated / taken. */
final class ColdEstimateMain {
    private ColdEstimateMain() {}

    public static void main(String[] arguments) {
        try (Upscaler upscaler = Upscaler.builder().threads(2).build()) {
            double estimated = upscaler.estimate(400, 300).toNanos();
            BufferedImage image = Images.soft(400, 300, BufferedImage.TYPE_INT_RGB, 1);
            long start = System.nanoTime();
            upscaler.upscale(image);
            System.out.println("ratio " + estimated / (System.nanoTime() - start));
        }
    }
}
