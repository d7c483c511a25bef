package io.github.upscale4j.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One picture to read and where its result goes. */
record Job(Path input, Path output, ImageFormat format) {
    /**
     * @throws IllegalArgumentException if a result would have no place of its own: no folder for several inputs, two
     *     results of one name, or a result over an input
     */
    static List<Job> of(List<Path> inputs, Path output) {
        boolean folder = Files.isDirectory(output);
        if (inputs.size() > 1 && !folder) {
            throw new IllegalArgumentException(
                    inputs.size() + " INPUTs need an OUTPUT that is a folder, and there is no folder " + output);
        }
        if (!folder && !Files.isDirectory(output.toAbsolutePath().getParent())) {
            throw new IllegalArgumentException(
                    output + ": there is no folder " + output.toAbsolutePath().getParent());
        }
        List<Job> jobs = new ArrayList<>();
        Map<Path, Path> taken = new HashMap<>();
        for (Path input : inputs) {
            Path target = folder ? output.resolve(stem(input) + ImageFormat.PNG.extension()) : output;
            Path other = taken.put(target, input);
            if (other != null) {
                throw new IllegalArgumentException(other + " and " + input + " would both become " + target);
            }
            for (Path read : inputs) {
                if (same(read, target)) {
                    throw new IllegalArgumentException(target + " is itself an INPUT and would be overwritten");
                }
            }
            jobs.add(new Job(input, target, ImageFormat.of(target)));
        }
        return jobs;
    }

    private static String stem(Path input) {
        String name = String.valueOf(input.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static boolean same(Path a, Path b) {
        try {
            return Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b);
        } catch (IOException e) {
            return false;
        }
    }
}
