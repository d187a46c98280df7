namespace PassiveDns.Indexer.Runs;

/// <summary>The sorted parts that a session spills: run files that are merged when it commits, gone afterwards. For any number of threads.</summary>
/// <param name="folder">Where they are.</param>
/// <param name="isLasting">They belong to a checkpoint: another process may go on with them.</param>
internal sealed class PartFolder(string folder, RunWriting writing, bool isLasting = false) : IDisposable
{
    private static int _lastNumber; // of the process, since several sessions may write at the same time

    private readonly Lock _gate = new();
    private readonly List<string> _paths = [];
    private readonly List<RunFileReader> _open = [];

    public string Folder => folder;

    /// <summary>They belong to a checkpoint.</summary>
    public bool IsLasting => isLasting;

    /// <summary>How parts are written.</summary>
    public RunWriting Writing { get; } = writing with { IsPart = true, IsLasting = isLasting };

    /// <summary>A path for the next part.</summary>
    public string NextPath(string extension)
    {
        Writing.Files.CreateFolder(folder);
        string path;
        do path = Path.Combine(folder, ArchiveLayout.RunName(Interlocked.Increment(ref _lastNumber)) + extension);
        while (File.Exists(path));
        lock (_gate) _paths.Add(path);
        return path;
    }

    /// <summary>Takes over a part that another process wrote.</summary>
    public void Adopt(string path)
    {
        lock (_gate) _paths.Add(path);
    }

    /// <summary>Deletes a part that nobody reads.</summary>
    public void Drop(string path)
    {
        Writing.Files.TryDelete(path);
        lock (_gate) _paths.Remove(path);
    }

    /// <summary>Opens a part; it is closed with the others.</summary>
    public RunFileReader Open(string path, RunFileKind kind)
    {
        var part = RunFileReader.Open(path, kind);
        lock (_gate) _open.Add(part);
        return part;
    }

    /// <summary>Leaves the parts where they are, for another session.</summary>
    public void Leave()
    {
        foreach (var part in _open) part.Dispose();
        _open.Clear();
        _paths.Clear();
    }

    public void Dispose()
    {
        foreach (var part in _open) part.Dispose();
        foreach (var path in _paths) Writing.Files.TryDelete(path);
        _open.Clear();
        _paths.Clear();
    }
}
