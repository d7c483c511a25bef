package io.github.upscale4j.examples.cli;

import io.github.upscale4j.files.FileFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One picture to read and where its result goes. */
record Job(Path input, Path output) {
    /**
     * @param format of results in a folder
     * @throws IllegalArgumentException if a result would have no place of its own: no folder for several inputs, two
     *     results of one name, or a result over an input
     */
    static List<Job> of(List<String> inputs, Path output, FileFormat format) throws IOException {
        boolean many = inputs.stream().anyMatch(Inputs::isMany);
        boolean folder = Files.isDirectory(output) || many && !Files.exists(output);
        if ((many || inputs.size() > 1) && !folder) {
            String what = many ? "a folder or pattern as INPUT needs" : inputs.size() + " INPUTs need";
            throw new IllegalArgumentException(what + " an OUTPUT that is a folder, and there is no folder " + output);
        }
        if (!folder) {
            FileFormat.of(output);
            if (!Files.isDirectory(output.toAbsolutePath().getParent())) {
                throw new IllegalArgumentException(output + ": there is no folder "
                        + output.toAbsolutePath().getParent());
            }
        }
        List<Inputs> found = Inputs.of(inputs, output);
        Set<Path> read = new HashSet<>();
        for (Inputs input : found) {
            if (Files.exists(input.file())) {
                read.add(input.file().toRealPath());
            }
        }
        List<Job> jobs = new ArrayList<>();
        Map<Path, Path> taken = new HashMap<>();
        for (Inputs input : found) {
            Path target = folder ? output.resolve(input.name() + format.extension()) : output;
            Path other = taken.put(target, input.file());
            if (other != null) {
                throw new IllegalArgumentException(other + " and " + input.file() + " would both become " + target);
            }
            if (Files.exists(target) && read.contains(target.toRealPath())) {
                throw new IllegalArgumentException(target + " is itself an INPUT and would be overwritten");
            }
            jobs.add(new Job(input.file(), target));
        }
        return jobs;
    }
}
