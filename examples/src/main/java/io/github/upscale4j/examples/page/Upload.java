package io.github.upscale4j.examples.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** A picture's file on its way in: the body of a request, as it is. */
final class Upload {
    private static final int LONGEST_NAME = 120;

    private Upload() {}

    /**
     * Writes the body to {@code file}.
     *
     * @throws Refusal if it is empty, larger than {@code most}, or cut off
     */
    static void receive(Request request, Path file, long most) throws IOException {
        if (request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > most) {
            throw tooLarge(most);
        }
        long total = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            InputStream in = Content.Source.asInputStream(request);
            byte[] buffer = new byte[1 << 16];
            for (int count = read(in, buffer); count >= 0; count = read(in, buffer)) {
                total += count;
                if (total > most) {
                    throw tooLarge(most);
                }
                out.write(buffer, 0, count);
            }
        }
        if (total == 0) {
            throw Refusal.malformed("the file is empty");
        }
    }

    private static int read(InputStream in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            // of the sender, not of the disk
            throw Refusal.malformed("the file did not arrive whole");
        }
    }

    private static Refusal tooLarge(long most) {
        return new Refusal(413, "the file is larger than " + (most >> 20) + " MB, which is what this page takes");
    }

    /** A name for people, without folders and control characters. */
    static String name(Query query) {
        String name = query.text("name").orElse("picture").replaceAll("[\\p{Cntrl}\\p{Cf}]", "");
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .strip();
        if (last.isEmpty()) {
            return "picture";
        }
        return last.length() <= LONGEST_NAME ? last : last.substring(last.length() - LONGEST_NAME);
    }
}
