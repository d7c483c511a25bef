package io.github.upscale4j.testing;

import io.github.upscale4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A folder of the golden networks: weights, an input, and what the PyTorch reference class gives for it. */
public record GoldenNetwork(Path folder) {
    /** Tests of every module run in its folder, one below the root. */
    private static final Path OURS = Path.of("..", "core", "src", "test", "resources", "goldens", "networks");

    public static GoldenNetwork of(String name) {
        return new GoldenNetwork(OURS.resolve(name));
    }

    /** Those of the architectures that the library knows: ours, and where the shared data is present, all of them. */
    public static List<GoldenNetwork> all() throws IOException {
        List<GoldenNetwork> all = new ArrayList<>(in(OURS));
        if (Files.isDirectory(Shared.root().resolve("goldens"))) {
            for (GoldenNetwork golden : in(Shared.root().resolve("goldens"))) {
                boolean known = golden.name()
                        .matches(
                                "(esrgan|srvgg|swinir|swin2sr|srformer|drct|hat|omnisr|atd|dat|rgt|craft|grl|srcnn|fsrcnn|espcn|vdsr|srgan|msrresnet|edsr|span|plksr|imdn|rcan|rfdn|srresnet|realcugan|safmn|realplksr|mosr)-.*");
                if (known && all.stream().noneMatch(own -> own.name().equals(golden.name()))) {
                    all.add(golden);
                }
            }
        }
        return all;
    }

    private static List<GoldenNetwork> in(Path folder) throws IOException {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.sorted().map(GoldenNetwork::new).toList();
        }
    }

    public String name() {
        return folder.getFileName().toString();
    }

    public Path weights() {
        return folder.resolve("weights.pth");
    }

    public Tensor input() throws IOException {
        return tensor(folder.resolve("input.npy"));
    }

    public Tensor output() throws IOException {
        return tensor(folder.resolve("output.npy"));
    }

    /** What the file cannot hold and the reference constructor was given. */
    public Map<String, String> options() throws IOException {
        String meta = Files.readString(folder.resolve("meta.json"));
        Map<String, String> options = new HashMap<>();
        Matcher stored =
                Pattern.compile("\"(act_type|res_scale)\": \"?([\\w.]+)").matcher(meta);
        while (stored.find()) {
            options.put(stored.group(1), stored.group(2));
        }
        Matcher scale = Pattern.compile("\"scale\": (\\d)").matcher(meta);
        if (name().startsWith("fsrcnn-") && scale.find()) {
            options.put("scale", scale.group(1));
        }
        if (name().startsWith("grl-")) {
            Matcher sizes = Pattern.compile("\"(window_size|stripe_size|stripe_shift|anchor_window_down_factor)\": "
                            + "\\[?\\s*(\\w+(?:,\\s*\\d+)?)")
                    .matcher(meta);
            while (sizes.find()) {
                options.put(sizes.group(1), sizes.group(2).replaceAll("\\s", ""));
            }
        }
        return options;
    }

    /** An array of shape (1, channels, height, width). */
    public static Tensor tensor(Path file) throws IOException {
        Npy array = Npy.read(file);
        int[] shape = array.shape();
        if (shape.length != 4 || shape[0] != 1) {
            throw new IOException(file + ": shape " + java.util.Arrays.toString(shape));
        }
        return Tensor.of(array.floats(), shape[1], shape[2], shape[3]);
    }

    @Override
    public String toString() {
        return name();
    }
}
