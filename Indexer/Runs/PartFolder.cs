namespace PassiveDns.Indexer.Runs;

/// <summary>The sorted parts that a session spills: run files nobody else reads, gone when the session is. For any number of threads.</summary>
internal sealed class PartFolder(ArchiveLayout layout, RunWriting writing) : IDisposable
{
    private static int _lastNumber; // of the process, since several sessions may write at the same time

    private readonly Lock _gate = new();
    private readonly List<string> _paths = [];
    private readonly List<RunFileReader> _open = [];

    /// <summary>How parts are written.</summary>
    public RunWriting Writing { get; } = writing with { IsPart = true };

    /// <summary>A path for the next part.</summary>
    public string NextPath(string extension)
    {
        Writing.Files.CreateFolder(layout.Parts);
        var path = layout.Part(Interlocked.Increment(ref _lastNumber), extension);
        lock (_gate) _paths.Add(path);
        return path;
    }

    /// <summary>Opens a part; it is closed with the others.</summary>
    public RunFileReader Open(string path, RunFileKind kind)
    {
        var part = RunFileReader.Open(path, kind);
        lock (_gate) _open.Add(part);
        return part;
    }

    public void Dispose()
    {
        foreach (var part in _open) part.Dispose();
        foreach (var path in _paths) Writing.Files.TryDelete(path);
        _open.Clear();
        _paths.Clear();
    }
}
