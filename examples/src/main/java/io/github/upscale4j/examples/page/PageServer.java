package io.github.upscale4j.examples.page;

import io.github.upscale4j.Upscaler;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The page in a browser, on the loopback address: {@link #start} it, {@link #close} it. Pictures lie in a private folder
 * that is gone at the end, also when the JVM is ended from the keyboard.
 */
public final class PageServer implements Closeable {
    /** Each open tab keeps one waiting for news. */
    private static final int THREADS = 48;

    private static final int HEADER_BYTES = 8 << 10;
    private static final long IDLE_MILLIS = 30_000;
    private static final long SWEEP_MILLIS = 500;

    /**
     * Jetty tells that it starts and stops, and of every malformed request. Held, since a logger that nobody holds forgets
     * its level.
     */
    private final Logger jetty = Logger.getLogger("org.eclipse.jetty");

    private final Server server;
    private final ServerConnector connector;
    private final Sessions sessions;
    private final Worker worker;
    private final ScheduledExecutorService sweeper;
    private final Thread atExit = new Thread(this::end, "upscale4j-page-end");

    /**
     * What the page offers.
     *
     * @param port 0 for one that is free
     * @param models a folder of checkpoints; null for the embedded models alone
     * @param model that is chosen at first
     * @param backend that is chosen at first
     * @param upscaler with threads and memory as they are to be
     * @param maxPixels of a picture
     */
    public record Settings(
            int port, Path models, String model, String backend, Supplier<Upscaler.Builder> upscaler, long maxPixels) {
        /** Enough for any camera; the picture and rows of its result are in memory. */
        public static final long DEFAULT_MAX_PIXELS = 100_000_000;
    }

    private PageServer(Settings settings, Limits limits) throws IOException {
        jetty.setLevel(Level.SEVERE);
        Models models = new Models(settings.models(), settings.upscaler());
        if (!models.backends().contains(settings.backend())) {
            throw new IllegalArgumentException("the backend '" + settings.backend()
                    + "' cannot be used here; --info says why, and there are " + String.join(", ", models.backends()));
        }
        worker = new Worker(models, limits);
        Assets assets = new Assets();
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("upscale4j-http");
        threads.setDaemon(true);
        server = new Server(threads);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration()));
        connector.setHost("127.0.0.1");
        connector.setPort(settings.port());
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        try {
            connector.open();
        } catch (IOException e) {
            throw e.getCause() instanceof BindException || e instanceof BindException
                    ? new IOException("port " + settings.port() + " is taken; --port 0 takes one that is free", e)
                    : e;
        }
        sessions = new Sessions(limits, worker);
        Map<String, Object> selected = Map.of("model", settings.model(), "backend", settings.backend());
        Guard guard = new Guard(connector.getLocalPort());
        server.setHandler(new Routes(guard, assets, models, sessions, worker, selected));
        server.setErrorHandler((request, response, callback) -> {
            Guard.putHeaders(response.getHeaders());
            Replies.line(response, callback, response.getStatus(), "this request is not understood");
            return true;
        });
        sweeper = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "upscale4j-page-sweep");
            thread.setDaemon(true);
            return thread;
        });
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setRequestHeaderSize(HEADER_BYTES);
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(false);
        return configuration;
    }

    /**
     * @throws IOException if the port is taken, or the folder of models cannot be read
     * @throws IllegalArgumentException if the backend cannot be used here
     */
    public static PageServer start(Settings settings) throws IOException {
        return start(settings, Limits.standard(settings.maxPixels()));
    }

    static PageServer start(Settings settings, Limits limits) throws IOException {
        PageServer page = new PageServer(settings, limits);
        Runtime.getRuntime().addShutdownHook(page.atExit);
        try {
            page.server.start();
        } catch (Exception e) { // what Jetty's life cycle declares
            page.close();
            throw new IOException("the server does not start: " + e.getMessage(), e);
        }
        page.sweeper.scheduleWithFixedDelay(page.sessions::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        return page;
    }

    /** As in {@code http://127.0.0.1:8124/}. */
    public String address() {
        return "http://127.0.0.1:" + connector.getLocalPort() + "/";
    }

    /** Where pictures are while they are needed. */
    Path folder() {
        return sessions.folder();
    }

    /** Waits for the end. */
    public void join() throws InterruptedException {
        server.join();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // the JVM is ending, and the hook does the rest
        }
        end();
    }

    private void end() {
        sweeper.shutdownNow();
        sessions.close();
        try {
            worker.close();
            server.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) { // what Jetty's life cycle declares
            throw new IllegalStateException("the server does not stop", e);
        } finally {
            Folders.delete(sessions.folder());
        }
    }
}
