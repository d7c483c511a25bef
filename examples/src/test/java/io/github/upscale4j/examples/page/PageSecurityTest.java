package io.github.upscale4j.examples.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, what is let through, and that nothing brings the server down. */
class PageSecurityTest {
    private static PageServer page;
    private static Wire wire;

    private String tab;

    @BeforeAll
    static void start() throws IOException {
        page = Pages.start();
        wire = new Wire(page);
    }

    @AfterAll
    static void stop() {
        page.close();
    }

    @BeforeEach
    void open() throws IOException {
        tab = wire.tab();
    }

    @AfterEach
    void stillAnswers() throws IOException {
        assertThat(wire.get("/options").status()).isEqualTo(200);
        assertThat(wire.post(tab + "/end", new byte[0]).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: https://example.com",
                "Origin: null",
                "Origin: http://127.0.0.1:1",
                "Origin: http://localhost",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: whatever"
            })
    void anotherSiteIsRefused(String header) throws IOException {
        for (String path : List.of("/", "/options", "/tabs")) {
            for (String method : List.of("GET", "POST", "DELETE", "OPTIONS")) {
                Wire.Answer answer = wire.ask(method, path, header + "\r\n", new byte[0]);
                assertThat(answer.status()).as("%s %s", method, path).isEqualTo(403);
                assertThat(answer.text()).isEqualTo("another site may not ask this server for anything\n");
                assertThat(answer.head()).doesNotContainIgnoringCase("Access-Control-Allow");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"example.com", "example.com:PORT", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.example.com:PORT"})
    void aNameThatLeadsHereIsRefused(String host) throws IOException {
        String request = "GET / HTTP/1.1\r\nHost: " + host.replace("PORT", "" + wire.port()) + "\r\n\r\n";
        Wire.Answer answer = wire.send(Wire.join(request, new byte[0]));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).startsWith("this server is for http://127.0.0.1:");
    }

    @Test
    void thePageItselfIsLetIn() throws IOException {
        String headers = "Origin: http://" + wire.host() + "\r\nSec-Fetch-Site: same-origin\r\n";
        assertThat(wire.ask("GET", "/", headers, new byte[0]).status()).isEqualTo(200);
        assertThat(wire.ask("GET", "/", "Sec-Fetch-Site: none\r\n", new byte[0]).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "/../etc/passwd",
                "/../../../../etc/passwd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/..%2f..%2fetc/passwd",
                "/..;/etc/passwd",
                "/page.js/../../Main.class",
                "/PageServer.class",
                "/tabs/../page.css/..",
                "/tabs/TAB/jobs/..%2f..",
                "/tabs/TAB/jobs/../../../etc/passwd",
                "/tabs/TAB/jobs/none/files/png",
                "/tabs/TAB/jobs/none/tiles/result/0/0/0",
                "/tabs/TAB/nothing",
                "/tabs/TAB",
                "/tabs/TAB/",
                "/tabs/",
                "/tabs/none/events",
                "//etc/passwd",
                "/\\..\\windows"
            })
    void outsideThereIsNothing(String path) throws IOException {
        Wire.Answer answer = wire.get(path.replace("/tabs/TAB", tab));
        assertThat(answer.status()).isIn(400, 404, 410);
        assertThat(answer.head()).contains("Content-Type: text/plain");
        assertThat(answer.text().lines()).hasSize(1);
    }

    @Test
    void everyAnswerForbidsWhatThePageDoesNotNeed() throws IOException {
        for (String path : List.of("/", "/page.js", "/options", "/nothing", "/%zz")) {
            assertThat(wire.get(path).head())
                    .as(path)
                    .contains("Content-Security-Policy: default-src 'none'; script-src 'self';")
                    .contains("X-Content-Type-Options: nosniff")
                    .contains("Cross-Origin-Resource-Policy: same-origin")
                    .contains("Cache-Control: no-store")
                    .doesNotContain("unsafe")
                    .doesNotContain("Jetty");
        }
    }

    @Test
    void onlyThisComputerReachesIt() throws IOException {
        for (NetworkInterface card : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress address : card.inetAddresses().toList()) {
                if (address.isLoopbackAddress()) {
                    continue;
                }
                try (Socket socket = new Socket()) {
                    assertThatIOException()
                            .as("%s", address)
                            .isThrownBy(() -> socket.connect(new InetSocketAddress(address, wire.port()), 2000))
                            .isInstanceOf(ConnectException.class);
                }
            }
        }
    }

    @Test
    void anOversizedUploadIsRefusedBeforeItIsRead() throws IOException {
        long tooLarge = Pages.LIMITS.uploadBytes() + 1;
        String head = "POST " + tab + "/jobs?scale=2&baseline=bicubic HTTP/1.1\r\nHost: " + wire.host()
                + "\r\nContent-Length: " + tooLarge + "\r\n\r\n";
        Wire.Answer answer = wire.send(Wire.join(head, new byte[100]));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text()).isEqualTo("the file is larger than 60 MB, which is what this page takes\n");
    }

    @Test
    void anUploadThatDoesNotSayItsSizeEndsAtTheLimit() throws IOException {
        String head = "POST " + tab + "/jobs?scale=2&baseline=bicubic HTTP/1.1\r\nHost: " + wire.host()
                + "\r\nTransfer-Encoding: chunked\r\n\r\n";
        byte[] chunk = Wire.join("100000\r\n", new byte[(1 << 20) + 2]);
        chunk[chunk.length - 2] = '\r';
        chunk[chunk.length - 1] = '\n';
        byte[] chunks = new byte[64 * chunk.length];
        for (int i = 0; i < 64; i++) {
            System.arraycopy(chunk, 0, chunks, i * chunk.length, chunk.length);
        }
        // it may hang up while we are still sending, which hides its answer
        assertThat(wire.send(Wire.join(head, chunks)).status()).isIn(413, 0);
        assertThat(jobFolders()).isEmpty();
    }

    @Test
    void anUploadThatIsCutOffLeavesNothing() throws IOException {
        String head = "POST " + tab + "/jobs?scale=2&baseline=bicubic HTTP/1.1\r\nHost: " + wire.host()
                + "\r\nContent-Length: 1000\r\n\r\n";
        assertThat(wire.send(Wire.join(head, new byte[10])).status()).isIn(400, 0);
        assertThat(jobFolders()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "baseline=bicubic",
                "scale=0&baseline=bicubic",
                "scale=17&baseline=bicubic",
                "scale=2&width=5&baseline=bicubic",
                "scale=x&baseline=bicubic",
                "scale=2&scale=3&baseline=bicubic",
                "scale=2&baseline=magic",
                "scale=2",
                "scale=2&baseline=bicubic&model=../../natural",
                "scale=2&baseline=bicubic&backend=abacus",
                "width=0&baseline=bicubic",
                "width=99999999999&baseline=bicubic",
                "scale=%zz&baseline=bicubic"
            })
    void aWishThatMakesNoSenseIsRefused(String query) throws IOException {
        Wire.Answer answer = wire.post(tab + "/jobs?" + query, new byte[] {1});
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text().lines()).hasSize(1);
        assertThat(jobFolders()).isEmpty();
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        Wire.Answer answer = wire.post(tab + "/jobs?scale=2&baseline=bicubic", new byte[0]);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).isEqualTo("the file is empty\n");
    }

    /** Requests that are nearly right, cut off, spoilt, or nothing at all. */
    @Test
    void aThousandMalformedRequestsLeaveItAnswering() throws IOException {
        byte[] picture = Files.readAllBytes(Path.of("..", "docs", "small.jpg"));
        List<byte[]> good = List.of(
                Wire.join("GET / HTTP/1.1\r\nHost: " + wire.host() + "\r\n\r\n", new byte[0]),
                Wire.join("POST /tabs HTTP/1.1\r\nHost: " + wire.host() + "\r\nContent-Length: 0\r\n\r\n", new byte[0]),
                Wire.join(
                        "GET " + tab + "/jobs/0/tiles/result/0/0/0 HTTP/1.1\r\nHost: " + wire.host() + "\r\n\r\n",
                        new byte[0]),
                Wire.join(
                        "POST " + tab + "/jobs?scale=1&baseline=nearest&name=a HTTP/1.1\r\nHost: " + wire.host()
                                + "\r\nContent-Length: " + picture.length + "\r\n\r\n",
                        picture),
                Wire.join(
                        "POST " + tab + "/jobs?scale=1&baseline=nearest HTTP/1.1\r\nHost: " + wire.host()
                                + "\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
                        new byte[0]));
        Random random = new Random(8);
        try (Socket listening = new Socket(InetAddress.getLoopbackAddress(), wire.port())) {
            listening
                    .getOutputStream()
                    .write(Wire.join(
                            "GET " + tab + "/events HTTP/1.1\r\nHost: " + wire.host() + "\r\n\r\n", new byte[0]));
            for (int i = 0; i < 1000; i++) {
                byte[] request = spoil(good.get(random.nextInt(good.size())), random);
                int status = wire.send(request).status();
                assertThat(status)
                        .as("request %d: %s", i, new String(request, StandardCharsets.ISO_8859_1))
                        // 501 and 505: a way of sending, a version of HTTP that there is not
                        .satisfiesAnyOf(
                                code -> assertThat(code).isLessThan(500),
                                code -> assertThat(code).isIn(501, 505));
            }
        }
        assertThat(wire.get("/").status()).isEqualTo(200);
    }

    private static byte[] spoil(byte[] good, Random random) {
        byte[] bad = good.clone();
        int head = new String(good, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
        int changes = 1 + random.nextInt(8);
        switch (random.nextInt(4)) {
            case 0 -> bad = java.util.Arrays.copyOf(good, random.nextInt(good.length));
            case 1 -> {
                bad = new byte[1 + random.nextInt(3000)];
                random.nextBytes(bad);
            }
            case 2 -> {
                for (int i = 0; i < changes; i++) {
                    bad[random.nextInt(head)] = (byte) random.nextInt(256);
                }
            }
            default -> {
                byte[] noise = new byte[1 + random.nextInt(12_000)];
                random.nextBytes(noise);
                int at = random.nextInt(head);
                String start = new String(good, 0, at, StandardCharsets.ISO_8859_1);
                String middle = new String(noise, StandardCharsets.ISO_8859_1);
                String rest = new String(good, at, good.length - at, StandardCharsets.ISO_8859_1);
                bad = (start + middle + rest).getBytes(StandardCharsets.ISO_8859_1);
            }
        }
        return bad;
    }

    private static List<Path> jobFolders() throws IOException {
        try (Stream<Path> found = Files.list(page.folder())) {
            return found.toList();
        }
    }
}
