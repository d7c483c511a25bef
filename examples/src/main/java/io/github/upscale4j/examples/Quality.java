package io.github.upscale4j.examples;

import io.github.upscale4j.Model;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.metrics.Psnr;
import io.github.upscale4j.metrics.Ssim;
import io.github.upscale4j.resample.Resampler;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Measures how close x4 results come to the truth, as papers do: PSNR and SSIM on Y, 4 pixels of border cropped, 8-bit
 * output, averaged over a folder such as Set5. A folder holds {@code HR/NAME.png} and {@code LRx4/NAMEx4.png}.
 */
public final class Quality {
    private static final int SCALE = 4;

    private Quality() {}

    /** Averages over the pictures of one folder. */
    public record Score(double psnr, double ssim) {}

    /** @param args folders, and checkpoints of x4 to measure beside the embedded models */
    public static void main(String[] args) throws IOException {
        List<Path> folders =
                Stream.of(args).map(Path::of).filter(Files::isDirectory).toList();
        if (folders.isEmpty()) {
            System.err.println("give folders that hold HR/NAME.png and LRx4/NAMEx4.png, and checkpoints if you like");
            System.exit(2);
        }
        Map<String, Model> models = new LinkedHashMap<>();
        models.put("natural", Model.natural());
        models.put("faithful", Model.faithful());
        for (String arg : args) {
            if (!Files.isDirectory(Path.of(arg))) {
                models.put(arg, Model.load(Path.of(arg)));
            }
        }
        for (Path folder : folders) {
            System.out.println(folder);
            for (Map.Entry<String, Model> model : models.entrySet()) {
                try (Upscaler upscaler =
                        Upscaler.builder().model(model.getValue()).build()) {
                    print(model.getKey(), measure(folder, upscaler::upscale));
                }
            }
            print("bicubic", measure(folder, image -> classical(Resampler.BICUBIC, image)));
            print("lanczos", measure(folder, image -> classical(Resampler.LANCZOS3, image)));
        }
    }

    private static void print(String method, Score score) {
        System.out.printf(Locale.ROOT, "  %-9s %6.2f dB  %.4f%n", method, score.psnr(), score.ssim());
    }

    /** Averages of {@code method}, which makes pictures {@value #SCALE} times as large, over a folder. */
    public static Score measure(Path folder, UnaryOperator<BufferedImage> method) throws IOException {
        List<Path> truths;
        try (Stream<Path> files = Files.list(folder.resolve("HR"))) {
            truths = files.filter(file -> file.toString().endsWith(".png"))
                    .sorted()
                    .toList();
        }
        if (truths.isEmpty()) {
            throw new IOException(folder.resolve("HR") + " holds no .png");
        }
        double psnr = 0;
        double ssim = 0;
        for (Path truth : truths) {
            String name = truth.getFileName().toString().replace(".png", "x" + SCALE + ".png");
            BufferedImage result = method.apply(
                    ImageIO.read(folder.resolve("LRx" + SCALE).resolve(name).toFile()));
            // the small picture was made from the large one cropped to a multiple of the scale
            BufferedImage expected =
                    ImageIO.read(truth.toFile()).getSubimage(0, 0, result.getWidth(), result.getHeight());
            psnr += Psnr.y(expected, result, SCALE);
            ssim += Ssim.y(expected, result, SCALE);
        }
        return new Score(psnr / truths.size(), ssim / truths.size());
    }

    /** {@code image} enlarged without a network. */
    public static BufferedImage classical(Resampler resampler, BufferedImage image) {
        return resampler.resize(image, SCALE * image.getWidth(), SCALE * image.getHeight());
    }
}
