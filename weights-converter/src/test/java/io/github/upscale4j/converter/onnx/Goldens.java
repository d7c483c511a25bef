package io.github.upscale4j.converter.onnx;

import io.github.upscale4j.Model;
import io.github.upscale4j.arch.Architectures;
import io.github.upscale4j.arch.UnknownArchitectureException;
import io.github.upscale4j.converter.Shared;
import io.github.upscale4j.tensor.Tensor;
import io.github.upscale4j.weights.WeightShapes;
import io.github.upscale4j.weights.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Core's golden networks: random weights, an input, and the output of the PyTorch reference class. */
public final class Goldens {
    private static final Path FOLDER = Path.of("..", "core", "src", "test", "resources", "goldens", "networks");

    private static final Path SHARED = Path.of(System.getProperty(
                    "upscale4j.shared", Path.of("..", "..", "shared").toString()))
            .resolve("goldens");

    /** The two files of diffusion models, neither of which is a network by itself. */
    private static final String HALVES = "(resshift|vq)-.*";

    private Goldens() {}

    /** Ours, and of the larger ones that only the shared data has those whose architecture is known. */
    public static List<String> names() throws IOException {
        Set<String> names = new TreeSet<>(names(FOLDER));
        if (Files.isDirectory(SHARED)) {
            for (String name : names(SHARED)) {
                if (Files.exists(weights(name)) && !name.matches(HALVES) && isKnown(name)) {
                    names.add(name);
                }
            }
        }
        return List.copyOf(names);
    }

    private static boolean isKnown(String golden) throws IOException {
        try {
            Architectures.detect(WeightShapes.of(Weights.read(weights(golden))));
            return true;
        } catch (UnknownArchitectureException e) {
            return false;
        }
    }

    private static List<String> names(Path parent) throws IOException {
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.map(folder -> folder.getFileName().toString()).toList();
        }
    }

    /** Skips the running test where it is not ours and the shared data is absent. */
    private static Path folder(String golden) {
        Path own = FOLDER.resolve(golden);
        return Files.isDirectory(own) ? own : Shared.require("goldens/" + golden);
    }

    public static Path weights(String golden) {
        return folder(golden).resolve("weights.pth");
    }

    public static Model model(String golden) throws IOException {
        return Model.load(weights(golden), options(golden));
    }

    public static Map<String, String> options(String golden) throws IOException {
        // what the weights cannot tell and the reference constructor was given
        String meta = Files.readString(folder(golden).resolve("meta.json"));
        Map<String, String> options = new HashMap<>();
        Matcher stored =
                Pattern.compile("\"(act_type|res_scale)\": \"?([\\w.]+)").matcher(meta);
        while (stored.find()) {
            options.put(stored.group(1), stored.group(2));
        }
        Matcher scale = Pattern.compile("\"scale\": (\\d)").matcher(meta);
        if (golden.startsWith("fsrcnn-") && scale.find()) {
            options.put("scale", scale.group(1));
        }
        if (golden.startsWith("grl-")) {
            Matcher sizes = Pattern.compile("\"(window_size|stripe_size|stripe_shift|anchor_window_down_factor)\": "
                            + "\\[?\\s*(\\w+(?:,\\s*\\d+)?)")
                    .matcher(meta);
            while (sizes.find()) {
                options.put(sizes.group(1), sizes.group(2).replaceAll("\\s", ""));
            }
        }
        return options;
    }

    public static Tensor input(String golden) throws IOException {
        return tensor(folder(golden).resolve("input.npy"));
    }

    static Tensor output(String golden) throws IOException {
        return tensor(folder(golden).resolve("output.npy"));
    }

    /** A .npy file of version 1 with little-endian float32 of shape (1, channels, height, width). */
    static Tensor tensor(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int start = 10 + bytes.getShort(8);
        String header = new String(bytes.array(), 10, start - 10, StandardCharsets.ISO_8859_1);
        Matcher shape = Pattern.compile("'<f4', 'fortran_order': False, 'shape': \\(1, (.+)\\)")
                .matcher(header);
        if (!shape.find()) {
            throw new IOException(file + ": expected float32 of shape (1, c, h, w), got " + header);
        }
        int[] dims = Arrays.stream(shape.group(1).split(", "))
                .mapToInt(Integer::parseInt)
                .toArray();
        float[] values = new float[(bytes.capacity() - start) / 4];
        bytes.position(start)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return Tensor.of(values, dims[0], dims[1], dims[2]);
    }
}
