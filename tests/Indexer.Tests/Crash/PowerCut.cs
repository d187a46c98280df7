namespace PassiveDns.Indexer.Tests.Crash;

/// <summary>What a medium holds when the power goes after some calls: all that was waited for, and of the rest what chance leaves.</summary>
/// <remarks>
/// Octets that were not synced are there, in part, as zeros, or not at all. An entry of a folder (a file or folder made, renamed or deleted) that
/// was not synced with its folder is there or not, each for itself, whatever became of the file's octets: no order is kept that nobody waited for.
/// </remarks>
internal sealed class PowerCut
{
    private readonly Random _random;
    private readonly Dictionary<int, MemoryStream> _synced = [];
    private readonly Dictionary<int, MemoryStream> _unsynced = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly List<Entry> _entries = [];

    private PowerCut(int seed) => _random = new Random(seed);

    /// <summary>Makes the folder that is found after the cut.</summary>
    /// <param name="calls">All until the cut, below <paramref name="folder"/>.</param>
    /// <param name="seed">Of the chance.</param>
    public static void Leave(IEnumerable<Call> calls, int seed, string folder, string found)
    {
        var cut = new PowerCut(seed);
        foreach (var call in calls) cut.Make(call);
        cut.WriteTo(path => Path.Combine(found, Path.GetRelativePath(folder, path)), found);
    }

    private void Make(Call call)
    {
        switch (call.Kind)
        {
            case CallKind.CreateFolder:
                _entries.Add(new Entry(call, 0));
                break;
            case CallKind.Create:
                (_synced[call.File], _unsynced[call.File]) = (new MemoryStream(), new MemoryStream());
                _names[call.Path] = call.File;
                _entries.Add(new Entry(call, call.File));
                break;
            case CallKind.Write:
                _unsynced[call.File].Write(call.Octets);
                break;
            case CallKind.Sync:
                _unsynced[call.File].WriteTo(_synced[call.File]);
                _unsynced[call.File].SetLength(0);
                break;
            case CallKind.Rename:
                _names.Remove(call.Path, out var renamed);
                _names[call.NewPath!] = renamed;
                _entries.Add(new Entry(call, renamed));
                break;
            case CallKind.Delete:
                _names.Remove(call.Path);
                _entries.Add(new Entry(call, 0));
                break;
            case CallKind.SyncFolder:
                foreach (var entry in _entries.Where(entry => entry.Folder == call.Path)) entry.IsSynced = true;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(call));
        }
    }

    private void WriteTo(Func<string, string> place, string found)
    {
        var files = new Dictionary<string, int>(StringComparer.Ordinal);
        Directory.CreateDirectory(found);
        foreach (var entry in _entries.Where(entry => entry.IsSynced || _random.Next(2) == 0))
        {
            files.Remove(entry.Call.Path);
            var path = place(entry.Call.Path);
            if (entry.Call.Kind != CallKind.CreateFolder && entry.File > 0) files[entry.Call.NewPath ?? entry.Call.Path] = entry.File;
            else if (entry.Call.Kind == CallKind.CreateFolder && Directory.Exists(Path.GetDirectoryName(path))) Directory.CreateDirectory(path);
        }

        foreach (var (path, file) in files.Where(pair => Directory.Exists(Path.GetDirectoryName(place(pair.Key)))))
            File.WriteAllBytes(place(path), [.. _synced[file].ToArray(), .. Remains(_unsynced[file].ToArray())]);
    }

    private byte[] Remains(byte[] unsynced)
    {
        var kept = unsynced[.._random.Next(unsynced.Length + 1)];
        return _random.Next(4) switch
        {
            0 => [],
            1 => unsynced,
            2 => kept,
            _ => [.. kept, .. new byte[unsynced.Length - kept.Length]],
        };
    }

    /// <summary>A change of a folder's list.</summary>
    /// <param name="File">What the name stands for afterwards; 0 for a folder, and for nothing.</param>
    private sealed record Entry(Call Call, int File)
    {
        public string Folder { get; } = Path.GetDirectoryName(Call.NewPath ?? Call.Path)!;

        public bool IsSynced { get; set; }
    }
}
