package io.github.upscale4j.examples.programs;

import io.github.upscale4j.Upscaler;
import java.io.File;
import java.io.IOException;
import javax.imageio.ImageIO;

/** A picture, four times as wide and high: {@code OneLine photo.jpg large.png}. */
public final class OneLine {
    private OneLine() {}

    public static void main(String[] args) throws IOException {
        ImageIO.write(Upscaler.upscale(ImageIO.read(new File(args[0])), 4), "png", new File(args[1]));
    }
}
