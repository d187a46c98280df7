using System.Buffers.Binary;
using Lucene.Net.Store;
using Microsoft.Win32.SafeHandles;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Names;

/// <summary>The files of a names index, each octet compared with a check sum before Lucene gets it. See FORMAT.md section 4.1.</summary>
/// <remarks>Lucene has a sum for each file as a whole only: a search, which reads little of it, would take what is damaged for what was written.</remarks>
internal sealed class CheckedDirectory : FilterDirectory
{
    /// <summary>Begins the name of the file that holds another one's check sums.</summary>
    private const string SumsPrefix = "crc.";

    private readonly string _folder;

    private CheckedDirectory(string folder)
        : base(NameIndexFormat.Open(folder)) => _folder = folder;

    public static CheckedDirectory Open(string folder) => new(folder);

    /// <summary>Writes the check sums of all files of an index that has been written, and waits until the medium has them.</summary>
    public static void Seal(string folder)
    {
        foreach (var path in System.IO.Directory.GetFiles(folder))
        {
            using var sums = DurableFiles.Default.Create(SumsOf(path));
            sums.Write(CheckedFile.ComputeSums(path));
            DurableFiles.Default.Sync(sums);
        }

        DurableFiles.Default.SyncFolder(folder);
    }

    public override IndexInput OpenInput(string name, IOContext context)
    {
        var path = Path.Combine(_folder, name);
        return new CheckedInput(name, CheckedFile.Open(path, SumsOf(path)), BufferedIndexInput.GetBufferSize(context));
    }

    /// <summary>Reads every octet.</summary>
    /// <exception cref="IOException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">One is damaged.</exception>
    public void CheckAll() => Check(_ => 0);

    /// <summary>Looks whether every file is there to its end, and reads that: what the end of power could have taken, at the price of some octets.</summary>
    /// <inheritdoc cref="CheckAll"/>
    public void CheckEnds() => Check(length => Math.Max(0, length - 1) / CheckedFile.ChunkLength * CheckedFile.ChunkLength);

    /// <param name="from">Where to begin in a file of so many octets.</param>
    private void Check(Func<long, long> from)
    {
        var octets = new byte[CheckedFile.ChunkLength];
        var names = System.IO.Directory.GetFiles(_folder).Select(path => Path.GetFileName(path)!);
        foreach (var name in names.Select(name => name.StartsWith(SumsPrefix, StringComparison.Ordinal) ? name[SumsPrefix.Length..] : name).Distinct(StringComparer.Ordinal))
        {
            var path = Path.Combine(_folder, name);
            using var file = CheckedFile.Open(path, SumsOf(path));
            for (var at = from(file.Length); at < file.Length; at += octets.Length) file.Read(at, octets.AsSpan(0, (int)Math.Min(octets.Length, file.Length - at)));
        }
    }

    private static string SumsOf(string path) => Path.Combine(Path.GetDirectoryName(path)!, SumsPrefix + Path.GetFileName(path));

    /// <summary>Lucene's view of a file, and of the same file once more where it was cloned.</summary>
    private sealed class CheckedInput(string name, CheckedFile file, int bufferLength) : BufferedIndexInput(name, bufferLength)
    {
        private bool _isClone;

        public override long Length => file.Length;

        public override object Clone()
        {
            var clone = (CheckedInput)base.Clone();
            clone._isClone = true;
            return clone;
        }

        protected override void ReadInternal(byte[] b, int offset, int length) => file.Read(Position, b.AsSpan(offset, length));

        protected override void SeekInternal(long pos)
        {
            // Each read says where.
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_isClone) file.Dispose();
        }
    }
}

/// <summary>A file read in chunks that each have a CRC-32C. For any number of threads.</summary>
internal sealed class CheckedFile : IDisposable
{
    /// <summary>Octets that share a check sum.</summary>
    public const int ChunkLength = 4_096;

    private readonly SafeFileHandle _handle;
    private readonly byte[] _sums;

    private CheckedFile(SafeFileHandle handle, byte[] sums) => (_handle, _sums, Length) = (handle, sums, RandomAccess.GetLength(handle));

    public long Length { get; }

    /// <summary>The CRC-32C of each chunk, and last that of these sums, little-endian.</summary>
    public static byte[] ComputeSums(string path)
    {
        using var file = File.OpenRead(path);
        var chunk = new byte[ChunkLength];
        var sums = new byte[(Chunks(file.Length) + 1) * sizeof(uint)];
        var written = 0;
        for (; file.ReadAtLeast(chunk, ChunkLength, throwOnEndOfStream: false) is var read and > 0; written += sizeof(uint))
            BinaryPrimitives.WriteUInt32LittleEndian(sums.AsSpan(written), Crc32C.Of(chunk.AsSpan(0, read)));
        BinaryPrimitives.WriteUInt32LittleEndian(sums.AsSpan(written), Crc32C.Of(sums.AsSpan(0, written)));
        return sums;
    }

    /// <exception cref="IOException">One of the files is not there.</exception>
    /// <exception cref="InvalidDataException">The sums are not those of a file of this length.</exception>
    public static CheckedFile Open(string path, string sumsPath)
    {
        var file = new CheckedFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess), File.ReadAllBytes(sumsPath));
        if (file.HasSums()) return file;
        file.Dispose();
        throw Damaged();
    }

    /// <exception cref="InvalidDataException">The octets are not there, or not those that were written.</exception>
    public void Read(long offset, Span<byte> octets)
    {
        Span<byte> chunk = stackalloc byte[ChunkLength];
        while (octets.Length > 0)
        {
            var (number, start) = Math.DivRem(offset, ChunkLength);
            var read = ReadChunk(number, chunk);
            if (read <= start || Crc32C.Of(chunk[..read]) != Sum(number)) throw Damaged();
            var some = Math.Min(octets.Length, read - (int)start);
            chunk.Slice((int)start, some).CopyTo(octets);
            octets = octets[some..];
            offset += some;
        }
    }

    public void Dispose() => _handle.Dispose();

    private int ReadChunk(long number, Span<byte> chunk)
    {
        var read = 0;
        while (read < chunk.Length && RandomAccess.Read(_handle, chunk[read..], (number * ChunkLength) + read) is var some and > 0) read += some;
        return read;
    }

    private static long Chunks(long length) => (length + ChunkLength - 1) / ChunkLength;

    private static InvalidDataException Damaged() => new("the octets do not fit their check sum");

    private bool HasSums() =>
        _sums.Length == (Chunks(Length) + 1) * sizeof(uint) && Sum(Chunks(Length)) == Crc32C.Of(_sums.AsSpan(0, _sums.Length - sizeof(uint)));

    private uint Sum(long number) => BinaryPrimitives.ReadUInt32LittleEndian(_sums.AsSpan((int)number * sizeof(uint)));
}
