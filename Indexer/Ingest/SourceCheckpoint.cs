using System.Security.Cryptography;
using PassiveDns.Formats.State;

namespace PassiveDns.Indexer.Ingest;

/// <summary>
/// How far a long source has been taken in: sorted parts and a state, in a folder of the archive that lasts until the source is committed. So an
/// ingest that died goes on where it was. See FORMAT.md section 1.
/// </summary>
/// <remarks>Obtained from <see cref="IngestSession.BeginLongSource"/>.</remarks>
public sealed class SourceCheckpoint
{
    private const string StateName = "state";
    private const string NewStateName = "state.new";

    private readonly DurableFiles _files;
    private readonly string _parentFolder;
    private readonly string _folder;
    private readonly byte[] _sourceStart;

    /// <param name="sourceStart">What seals the state: <see cref="StateSeal"/>.</param>
    internal SourceCheckpoint(Archive archive, string name, byte[] sourceStart)
    {
        _sourceStart = sourceStart;
        _files = archive.Files;
        _parentFolder = archive.Layout.Checkpoints;
        _folder = archive.Layout.CheckpointOf(name);
    }

    /// <summary>Somebody came as far as a state.</summary>
    public bool IsThere => File.Exists(StatePath);

    private string StatePath => Path.Combine(_folder, StateName);

    /// <summary>Replaces the state in one step: after a power cut there is the old one or the new one.</summary>
    internal void Save(Action<StateWriter> write)
    {
        var newPath = Path.Combine(_folder, NewStateName);
        _files.CreateFolder(_folder);
        using (var file = _files.Create(newPath))
        {
            using (var sealing = StateSeal.Create(file, _sourceStart))
            using (var state = new StateWriter(sealing))
            {
                write(state);
                state.Finish();
            }

            _files.Sync(file);
        }

        _files.Rename(newPath, StatePath);
        _files.SyncFolder(_folder);
        _files.SyncFolder(_parentFolder);
    }

    /// <exception cref="UnusableStateException">It is damaged, or another source's; nothing that was read may be believed.</exception>
    internal void Load(Action<StateReader> read)
    {
        try
        {
            using var file = File.OpenRead(StatePath);
            using var opened = StateSeal.Open(file, _sourceStart);
            using var state = new StateReader(opened);
            read(state);
            state.Finish();
        }
        catch (CryptographicException)
        {
            throw new UnusableStateException("the saved state cannot be used: it is damaged");
        }
    }

    /// <summary>Deletes the state and what parts there are: the source is committed, or begun anew.</summary>
    public void Delete()
    {
        if (!Directory.Exists(_folder)) return;
        _files.TryDelete(StatePath); // first: parts without it are of no meaning
        foreach (var path in Directory.GetFiles(_folder)) _files.TryDelete(path);
        if (Directory.GetFileSystemEntries(_folder).Length == 0) Directory.Delete(_folder);
        if (Directory.GetFileSystemEntries(_parentFolder).Length == 0) Directory.Delete(_parentFolder);
    }

    /// <summary>Deletes the parts that no state names: they were written behind it, by a process that died.</summary>
    internal void DeleteAllBut(IReadOnlyCollection<string> parts)
    {
        foreach (var path in Directory.GetFiles(_folder))
        {
            var isPart = Path.GetExtension(path) is ArchiveLayout.RRsetExtension or ArchiveLayout.DomainsExtension;
            if (isPart && !parts.Contains(path)) _files.TryDelete(path);
        }
    }
}

/// <summary>A sorted part that a session has spilled.</summary>
/// <param name="Path">Of the file.</param>
/// <param name="Octets">Its length.</param>
/// <param name="Sha256">Of its octets, 64 lower-case hexadecimal digits.</param>
internal readonly record struct SpilledPart(string Path, long Octets, string Sha256)
{
    public void Save(StateWriter state)
    {
        state.WriteText(System.IO.Path.GetFileName(Path));
        state.WriteNumber(Octets);
        state.WriteText(Sha256);
    }

    /// <exception cref="UnusableStateException">There is no such part any more.</exception>
    public static SpilledPart Load(StateReader state, string folder)
    {
        var name = state.ReadText();
        var part = new SpilledPart(System.IO.Path.Combine(folder, name), state.ReadNumber(0, long.MaxValue), state.ReadText());
        var isThere = System.IO.Path.GetFileName(name) == name && File.Exists(part.Path) && new FileInfo(part.Path).Length == part.Octets;
        StateReader.Check(isThere && Formats.Capture.SourceStream.HashFile(part.Path, CancellationToken.None) == part.Sha256, "a part of it is missing");
        return part;
    }
}
