using System.Runtime.InteropServices;

namespace PassiveDns.Benchmarks.Peers;

/// <summary>Sorts entries and writes them as one MTBL file, with the settings of dnstable_convert.</summary>
internal sealed class MtblBuilder : IDisposable
{
    private const int BlockSize = 8_192;
    private const long SorterMemory = 2L << 30;

    private readonly string _path;
    private readonly Mtbl.MergeFunction _merge; // kept, so that it lives as long as the sorter that calls it
    private nint _sorter;

    public MtblBuilder(string path, Mtbl.MergeFunction merge)
    {
        (_path, _merge) = (path, merge);
        var options = Mtbl.NewSorterOptions();
        Mtbl.SetMergeFunction(options, _merge, 0);
        Mtbl.SetMaxMemory(options, (nuint)SorterMemory);
        _sorter = Mtbl.NewSorter(options);
        Mtbl.DestroySorterOptions(ref options);
    }

    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var result = Mtbl.AddToSorter(
            _sorter, in MemoryMarshal.GetReference(key), (nuint)key.Length, in MemoryMarshal.GetReference(value), (nuint)value.Length);
        if (result != Mtbl.Success) throw new IOException("mtbl_sorter_add failed");
    }

    /// <summary>Writes what was added; a file that is there already makes way.</summary>
    public void Write()
    {
        File.Delete(_path);
        var options = Mtbl.NewWriterOptions();
        Mtbl.SetCompression(options, Mtbl.Zlib);
        Mtbl.SetBlockSize(options, BlockSize);
        var writer = Mtbl.NewWriter(_path, options);
        Mtbl.DestroyWriterOptions(ref options);
        if (writer == 0) throw new IOException($"mtbl_writer_init failed for {_path}");
        var result = Mtbl.WriteSorted(_sorter, writer);
        Mtbl.DestroyWriter(ref writer);
        if (result != Mtbl.Success) throw new IOException($"mtbl_sorter_write failed for {_path}");
    }

    public void Dispose() => Mtbl.DestroySorter(ref _sorter);
}
