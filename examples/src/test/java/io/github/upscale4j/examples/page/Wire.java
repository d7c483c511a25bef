package io.github.upscale4j.examples.page;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requests byte by byte, as no library would send them. */
final class Wire {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final int port;

    Wire(PageServer page) {
        port = URI.create(page.address()).getPort();
    }

    /** What came back. */
    record Answer(int status, String head, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    int port() {
        return port;
    }

    String host() {
        return "127.0.0.1:" + port;
    }

    /** Sends the bytes, says that no more will come, and reads what there is to read; status 0 if that is nothing. */
    Answer send(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            try {
                OutputStream out = socket.getOutputStream();
                out.write(request);
                out.flush();
                socket.shutdownOutput();
            } catch (IOException e) {
                // answered and closed before it had heard all
            }
            try {
                InputStream in = socket.getInputStream();
                in.transferTo(all);
            } catch (java.net.SocketException e) {
                // closed with bytes unread: what came before counts
            }
            return parse(all.toByteArray());
        }
    }

    private static Answer parse(byte[] all) {
        String text = new String(all, StandardCharsets.ISO_8859_1);
        Matcher first = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ").matcher(text);
        int end = text.indexOf("\r\n\r\n");
        if (!first.lookingAt() || end < 0) {
            return new Answer(0, text, new byte[0]);
        }
        byte[] body = text.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1);
        return new Answer(Integer.parseInt(first.group(1)), text.substring(0, end), body);
    }

    /** A proper request. @param headers each with its line end */
    Answer ask(String method, String path, String headers, byte[] body) throws IOException {
        String length = body.length > 0 || method.equals("POST") ? "Content-Length: " + body.length + "\r\n" : "";
        String head = method + " " + path + " HTTP/1.1\r\nHost: " + host() + "\r\nConnection: close\r\n" + headers
                + length + "\r\n";
        return send(join(head, body));
    }

    Answer get(String path) throws IOException {
        return ask("GET", path, "", new byte[0]);
    }

    Answer post(String path, byte[] body) throws IOException {
        return ask("POST", path, "", body);
    }

    /** What a tab is told first, as JSON: its jobs as they are. */
    String state(String tab) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String request = "GET " + tab + "/events HTTP/1.1\r\nHost: " + host() + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String line = lines.readLine();
            while (line != null && !line.startsWith("data: ")) {
                line = lines.readLine();
            }
            return String.valueOf(line);
        }
    }

    /** A new tab's path. */
    String tab() throws IOException {
        return "/tabs/" + value(post("/tabs", new byte[0]), "tab");
    }

    /** The one string of that name in a JSON answer. */
    static String value(Answer answer, String name) {
        Matcher found = Pattern.compile('"' + name + "\":\"([^\"]*)\"").matcher(answer.text());
        if (!found.find()) {
            throw new AssertionError("no " + name + " in " + answer.status() + " " + answer.text());
        }
        return found.group(1);
    }

    static byte[] join(String head, byte[] body) {
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = java.util.Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }
}
