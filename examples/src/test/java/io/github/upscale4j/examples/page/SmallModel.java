package io.github.upscale4j.examples.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** An SRVGGNetCompact of four features that enlarges twice, in no time: its convolutions add nothing to the nearest pixel. */
final class SmallModel {
    private static final int FEATURES = 4;

    private SmallModel() {}

    static void write(Path file) throws IOException {
        StringBuilder header = new StringBuilder("{");
        int end = 0;
        end = tensor(header, end, "body.0.weight", FEATURES, 3, 3, 3);
        end = tensor(header, end, "body.0.bias", FEATURES);
        end = tensor(header, end, "body.1.weight", FEATURES);
        end = tensor(header, end, "body.2.weight", 12, FEATURES, 3, 3);
        end = tensor(header, end, "body.2.bias", 12);
        header.setCharAt(header.length() - 1, '}');
        byte[] head = header.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + head.length + end).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(file, bytes.putLong(head.length).put(head).array());
    }

    private static int tensor(StringBuilder header, int from, String name, int... shape) {
        int bytes = 4;
        StringBuilder sides = new StringBuilder();
        for (int side : shape) {
            bytes *= side;
            sides.append(sides.isEmpty() ? "" : ",").append(side);
        }
        header.append('"')
                .append(name)
                .append("\":{\"dtype\":\"F32\",\"shape\":[")
                .append(sides);
        header.append("],\"data_offsets\":[")
                .append(from)
                .append(',')
                .append(from + bytes)
                .append("]},");
        return from + bytes;
    }
}
