using PassiveDns.Formats.Records;
using PassiveDns.Tui.Commands;

namespace PassiveDns.Tui.Screens;

/// <summary>Answers a screen's question in the background, in batches, so that the first rows show at once and drawing never waits.</summary>
public sealed class ResultLoader : IDisposable
{
    /// <summary>Records handed over at a time; the first batch is small so that it comes at once.</summary>
    private const int FirstBatch = 200;
    private const int LaterBatch = 20_000;

    private readonly IRRsetSource _archive;
    private readonly Action<Action> _onDrawingThread;
    private readonly Func<string?> _whatIsMissing;
    private CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;

    /// <param name="onDrawingThread">Runs an action on the thread that draws, some time soon.</param>
    /// <param name="whatIsMissing">Asked after each answer: a clause about what the archive could not give, null when it gave everything.</param>
    public ResultLoader(IRRsetSource archive, Action<Action> onDrawingThread, Func<string?>? whatIsMissing = null)
    {
        _archive = archive;
        _onDrawingThread = onDrawingThread;
        _whatIsMissing = whatIsMissing ?? (() => null);
    }

    /// <summary>Starts on a screen and gives up the one before, if it is still being answered.</summary>
    public void Load(ResultScreen screen)
    {
        _stop.Cancel();
        _stop.Dispose();
        _stop = new CancellationTokenSource();
        var token = _stop.Token;
        var before = _work;
        // One question after the other: the one that was given up notices soon, and an archive is read by one thread at a time.
        _work = Task.Run(async () =>
        {
            await before;
            Answer(screen, token);
        });
    }

    public void Dispose()
    {
        _stop.Cancel();
        _work.Wait();
        _stop.Dispose();
    }

    private void Answer(ResultScreen screen, CancellationToken stop)
    {
        try
        {
            var isCut = Collect(screen, stop);
            _onDrawingThread(() => screen.Finish(isCut, stop.IsCancellationRequested ? "stopped before the end" : _whatIsMissing()));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var sentence = Failure.Explain(e)?.Sentence ?? "the archive cannot be read any further";
            _onDrawingThread(() => screen.Finish(isCut: false, sentence));
        }
    }

    /// <returns>True when the screen holds no more and rows were left.</returns>
    private bool Collect(ResultScreen screen, CancellationToken stop)
    {
        var batch = new List<ResultRow>();
        var limit = FirstBatch;
        var total = 0;
        foreach (var set in Find(screen.Question.Queries))
        {
            if (stop.IsCancellationRequested) return false;
            if (total >= ResultScreen.MaxRows) return true;
            var before = batch.Count;
            ResultRow.AddRows(set, batch);
            total += batch.Count - before;
            if (batch.Count < limit) continue;
            HandOver(screen, batch);
            batch = [];
            limit = LaterBatch;
        }

        HandOver(screen, batch);
        return false;
    }

    private void HandOver(ResultScreen screen, List<ResultRow> batch) => _onDrawingThread(() => screen.Add(batch));

    private IEnumerable<RRset> Find(IReadOnlyList<RRsetQuery> queries)
    {
        for (var i = 0; i < queries.Count; i++)
        {
            foreach (var set in _archive.Find(queries[i]))
            {
                if (!IsAnsweredBy(queries.Take(i), set)) yield return set;
            }
        }
    }

    private static bool IsAnsweredBy(IEnumerable<RRsetQuery> earlier, RRset set)
    {
        Span<byte> owner = stackalloc byte[Formats.Dns.DomainName.MaxLength];
        foreach (var query in earlier)
        {
            if (query.Side == LookupSide.Owner && owner[..set.ReadOwner(owner)].SequenceEqual(query.Name.Span)) return true;
        }

        return false;
    }
}
