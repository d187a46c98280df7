using PassiveDns.Indexer;

namespace PassiveDns.Tui.Screens;

/// <summary>An archive that is opened again when somebody has committed to it. For one thread at a time.</summary>
public sealed class LiveArchive(string folder) : IDisposable
{
    private Archive? _archive;
    private (DateTime, long) _manifest;

    /// <summary>The archive as it is now; what was given before must not be used any more.</summary>
    /// <exception cref="ArchiveException">It cannot be opened.</exception>
    public Archive Current()
    {
        var manifest = ManifestState(folder);
        if (_archive is not null && manifest == _manifest) return _archive;
        _archive?.Dispose();
        _archive = null;
        _archive = Archive.OpenRead(folder);
        _manifest = manifest;
        return _archive;
    }

    public void Dispose() => _archive?.Dispose();

    /// <summary>Changes with each commit: the manifest is replaced.</summary>
    public static (DateTime, long) ManifestState(string folder)
    {
        var file = new FileInfo(new ArchiveLayout(folder).Manifest);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }
}
