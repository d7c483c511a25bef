package io.github.upscale4j.examples.page;

import io.github.upscale4j.files.FileFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * From requests to what answers them. Tabs and pictures are named by secrets, so the way to a picture is known to its tab alone:
 *
 * <pre>
 * GET    /, /page.css, ...                  the page
 * GET    /options                           what there is to choose from
 * POST   /tabs                              a new tab
 * GET    /tabs/T/events                     its state, as events
 * POST   /tabs/T/end                        good-bye
 * POST   /tabs/T/jobs?name&amp;scale&amp;...         a picture's file; becomes a job
 * POST   /tabs/T/jobs/J/cancel
 * DELETE /tabs/T/jobs/J                     cancelled and forgotten
 * POST   /tabs/T/jobs/J/baseline?name       to compare with
 * GET    /tabs/T/jobs/J/tiles/SIDE/L/X/Y    SIDE is result, or the baseline's name
 * POST   /tabs/T/jobs/J/files/png, jpg      writes the file, unless it is there
 * GET    /tabs/T/jobs/J/files/png, jpg      the file
 * </pre>
 */
final class Routes extends Handler.Abstract {
    private static final System.Logger LOG = System.getLogger(Routes.class.getName());

    private final Guard guard;
    private final Assets assets;
    private final Models models;
    private final Sessions sessions;
    private final Worker worker;
    private final Results results;
    private final Map<String, Object> options;

    Routes(Guard guard, Assets assets, Models models, Sessions sessions, Worker worker, Map<String, Object> selected) {
        this.guard = guard;
        this.assets = assets;
        this.models = models;
        this.sessions = sessions;
        this.worker = worker;
        results = new Results(worker, sessions.limits());
        options = new LinkedHashMap<>();
        options.put("models", models.names());
        options.put("backends", models.backends());
        options.put("uploadBytes", sessions.limits().uploadBytes());
        options.put("tile", Layer.TILE);
        options.putAll(selected);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws InterruptedException {
        Guard.putHeaders(response.getHeaders());
        try {
            guard.check(request);
            answer(request, response, callback);
        } catch (Refusal refusal) {
            Replies.line(response, callback, refusal.status(), refusal.getMessage());
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            LOG.log(System.Logger.Level.DEBUG, "a request failed", e);
            if (response.isCommitted()) {
                callback.failed(e); // within a download, as when it is cancelled
                return true;
            }
            Replies.line(response, callback, 500, "this did not work: " + e.getMessage());
        }
        return true;
    }

    private void answer(Request request, Response response, Callback callback)
            throws IOException, InterruptedException {
        String path = request.getHttpURI().getPath();
        boolean get = request.getMethod().equals("GET");
        Assets.Asset asset = assets.get(path);
        if (asset != null && get) {
            Replies.bytes(response, callback, 200, asset.type(), asset.bytes());
        } else if (path.equals("/options") && get) {
            Replies.json(response, callback, 200, options);
        } else if (path.equals("/tabs") && request.getMethod().equals("POST")) {
            Replies.json(response, callback, 201, Map.of("tab", sessions.begin().id()));
        } else if (path.startsWith("/tabs/")) {
            List<String> parts = Arrays.asList(path.substring("/tabs/".length()).split("/", -1));
            tab(sessions.session(parts.get(0)), parts.subList(1, parts.size()), request, response, callback);
        } else {
            throw asset == null ? Refusal.notFound() : new Refusal(405, "this can only be read");
        }
    }

    private void tab(Session session, List<String> path, Request request, Response response, Callback callback)
            throws IOException, InterruptedException {
        if (path.isEmpty()) {
            throw Refusal.notFound();
        }
        switch (request.getMethod() + " " + path.get(0) + " " + path.size()) {
            case "GET events 1" -> EventStream.run(session, response, callback);
            case "POST end 1" -> {
                sessions.end(session);
                Replies.bytes(response, callback, 204, "text/plain", new byte[0]);
            }
            case "POST jobs 1" ->
                Replies.json(
                        response,
                        callback,
                        201,
                        Map.of("job", add(session, request).id()));
            default -> {
                if (!path.get(0).equals("jobs") || path.size() < 2) {
                    throw Refusal.notFound();
                }
                Job job = session.job(path.get(1));
                job(session, job, path.subList(2, path.size()), request, response, callback);
            }
        }
    }

    private Job add(Session session, Request request) throws IOException {
        Query query = new Query(request.getHttpURI().getQuery());
        Job job = sessions.prepare(session, Upload.name(query), Wish.of(query, models));
        boolean taken = false;
        try {
            Upload.receive(request, job.upload(), sessions.limits().uploadBytes());
            session.add(job, sessions.limits().jobs());
            taken = true;
        } finally {
            if (!taken) {
                job.remove();
            }
        }
        worker.submit(job);
        return job;
    }

    @SuppressWarnings("try") // held while this runs
    private void job(Session session, Job job, List<String> path, Request request, Response response, Callback callback)
            throws IOException, InterruptedException {
        String what = request.getMethod() + " " + String.join(" ", path.subList(0, Math.min(1, path.size())));
        switch (what.strip() + " " + path.size()) {
            case "DELETE 0" -> {
                sessions.remove(session, job);
                Replies.json(response, callback, 200, Map.of());
            }
            case "POST cancel 1" -> {
                job.cancel();
                Replies.json(response, callback, 200, Map.of());
            }
            case "POST baseline 1" -> {
                Query query = new Query(request.getHttpURI().getQuery());
                results.compare(job, query.choice("name", Baseline.class));
                Replies.json(response, callback, 200, Map.of());
            }
            case "GET tiles 5" -> {
                byte[] tile =
                        results.tile(job, path.get(1), number(path.get(2)), number(path.get(3)), number(path.get(4)));
                Replies.bytes(response, callback, 200, "image/png", tile);
            }
            case "POST files 2" -> {
                results.file(job, format(path.get(1)));
                Replies.json(response, callback, 200, Map.of());
            }
            case "GET files 2" -> {
                FileFormat format = format(path.get(1));
                Path file = results.file(job, format);
                try (Job.Use use = job.use()) {
                    String type = format == FileFormat.PNG ? "image/png" : "image/jpeg";
                    Replies.download(response, callback, type, file, downloadName(job, format));
                }
            }
            default -> throw Refusal.notFound();
        }
    }

    private static FileFormat format(String name) {
        return switch (name) {
            case "png" -> FileFormat.PNG;
            case "jpg" -> FileFormat.JPEG;
            default -> throw Refusal.notFound();
        };
    }

    /** As in {@code photo-1600x1200.png}. */
    private static String downloadName(Job job, FileFormat format) {
        String name = job.name();
        int dot = name.lastIndexOf('.');
        Size to = job.measures().to();
        return (dot > 0 ? name.substring(0, dot) : name) + "-" + to.width() + "x" + to.height() + format.extension();
    }

    private static int number(String text) {
        if (!text.matches("\\d{1,6}")) {
            throw Refusal.notFound();
        }
        return Integer.parseInt(text);
    }
}
