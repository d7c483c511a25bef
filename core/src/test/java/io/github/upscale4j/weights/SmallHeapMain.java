package io.github.upscale4j.weights;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What {@link SmallHeapTest} runs in a JVM of its own; the argument is a folder to write to. */
final class SmallHeapMain {
    private static final int MEGA = 1 << 20;

    private SmallHeapMain() {}

    public static void main(String[] args) throws IOException {
        int asExpected = 0;
        for (Goldens.Case golden : Goldens.cases()) {
            boolean refused = refused(Goldens.folder().resolve(golden.file()));
            if (golden.expect().equals(refused ? "accept" : "refuse")) {
                System.out.println(golden + ": " + (refused ? "refused" : "read"));
            } else {
                asExpected++;
            }
        }
        System.out.println(asExpected + " files as expected");

        Path folder = Path.of(args[0]);
        int bombs = 0;
        // pickles of nothing but empty dictionaries, lists, marks; under the limit on their size
        for (char opcode : new char[] {'}', ']', '('}) {
            byte[] pickle = new byte[15 * MEGA];
            Arrays.fill(pickle, (byte) opcode);
            bombs += refused(zipped(folder.resolve("pickle" + (int) opcode + ".pth"), pickle)) ? 1 : 0;
        }
        bombs += refused(header(folder.resolve("objects.safetensors"), "{\"a\":0},")) ? 1 : 0;
        bombs += refused(header(folder.resolve("spaces.safetensors"), "          ")) ? 1 : 0;
        System.out.println(bombs + " bombs refused");

        System.out.println(largeModel(folder.resolve("large.safetensors")) / MEGA + " MB decoded");
    }

    private static boolean refused(Path file) throws IOException {
        // of this thread, not of the clock: a busy machine is no slow reader
        long start = cpuTime();
        boolean refused = false;
        try {
            Weights weights = Weights.read(file);
            weights.names().forEach(weights::floats);
        } catch (MalformedWeightsException e) {
            refused = true;
        }
        long millis = (cpuTime() - start) / 1_000_000;
        if (millis > 1000) {
            System.out.println(file + " took " + millis + " ms");
        }
        return refused;
    }

    private static Path zipped(Path file, byte[] pickle) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.setLevel(0); // little compression, or the ratio alone would refuse it
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write(pickle);
        }
        return file;
    }

    /** A header of almost 100 MB, in an array that never ends. */
    private static Path header(Path file, String repeated) throws IOException {
        byte[] unit = repeated.getBytes(StandardCharsets.UTF_8);
        byte[] block = new byte[unit.length * 100_000];
        for (int at = 0; at < block.length; at += unit.length) {
            System.arraycopy(unit, 0, block, at, unit.length);
        }
        byte[] start = "{\"x\":[".getBytes(StandardCharsets.UTF_8);
        int blocks = 99_000_000 / block.length;
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(length(start.length + (long) blocks * block.length));
            out.write(start);
            for (int i = 0; i < blocks; i++) {
                out.write(block);
            }
        }
        return file;
    }

    /** A network of 67 MB of float32, read and decoded whole: beside its floats it may not take up the heap. */
    private static long largeModel(Path file) throws IOException {
        int size = MEGA / 4;
        int count = 67 * 4;
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i < count; i++) {
            header.append(String.format(
                    "%s\"%d\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[%d,%d]}",
                    i == 0 ? "" : ",", i, size / Float.BYTES, i * size, (i + 1) * size));
        }
        byte[] json = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(length(json.length));
            out.write(json);
            for (int i = 0; i < count; i++) {
                out.write(new byte[size]);
            }
        }
        Weights weights = Weights.read(file);
        List<float[]> all = weights.names().stream().map(weights::floats).collect(Collectors.toList());
        return all.stream()
                .mapToLong(floats -> floats.length * (long) Float.BYTES)
                .sum();
    }

    private static byte[] length(long length) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();
    }

    private static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
