using PassiveDns.Formats.State;

namespace PassiveDns.Formats.Capture;

/// <summary>A capture file of any kind that is read, plain or compressed, known by its octets and never by its name.</summary>
/// <remarks>
/// Compression inside compression is not opened. Damage of the compressed data ends the capture there: the frames before it are given.
/// </remarks>
public sealed class CaptureFile : IFrameReader
{
    private const string Expected = "a capture (pcap, pcapng, snoop or ERF, as it is or compressed with gzip, zstd, xz, bzip2 or lz4)";

    private readonly IResumableReader _reader;
    private readonly Layers _layers;

    private CaptureFile(IResumableReader reader, string format, Layers layers)
    {
        (_reader, Format, _layers) = (reader, format, layers);
    }

    /// <summary>What the file is, for the user: "pcap", "pcapng", "pcap, gzip" ...</summary>
    public string Format { get; }

    public IReadOnlyList<FileDamage> Damage => _reader.Damage;

    /// <summary>Looks at the start of a file and prepares to read its frames.</summary>
    /// <param name="stream">At the start of the file; need not seek; stays open when the capture is disposed.</param>
    /// <param name="name">The path as the user gave it, for messages.</param>
    /// <exception cref="UnreadableFileException">It is no capture, or one of a kind that is not read.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static CaptureFile Open(Stream stream, string name)
    {
        var layers = new Layers(stream);
        try
        {
            var (reader, format) = FindFormat(layers, name);
            return new CaptureFile(reader, format, layers);
        }
        catch
        {
            layers.Dispose();
            throw;
        }
    }

    /// <summary>Where the reading stands, behind the last frame given: to carry on from with <see cref="Resume"/>.</summary>
    public CapturePosition Position => _reader.Position with { Format = Format };

    /// <summary>Reads a file, from its start, up to where another reader of the same octets stood, and goes on from there as that one would have.</summary>
    /// <inheritdoc cref="Open"/>
    /// <param name="position">Of the other reader.</param>
    /// <exception cref="UnusableStateException">It is another kind of file, or too short: the position is of another file.</exception>
    /// <exception cref="OperationCanceledException"/>
    public static CaptureFile Resume(Stream stream, string name, CapturePosition position, CancellationToken cancellation)
    {
        var capture = Open(stream, name);
        try
        {
            StateReader.Check(capture.Format == position.Format, $"it is of a file that is {position.Format}, this one is {capture.Format}");
            StateReader.Check(capture._layers.Content.TrySkipTo(position.Offset, cancellation), "the file has no more octets where it goes on");
            capture._reader.Resume(position);
            return capture;
        }
        catch
        {
            capture.Dispose();
            throw;
        }
    }

    public bool TryRead(out CaptureFrame frame) => _reader.TryRead(out frame);

    public void Dispose()
    {
        _reader.Dispose();
        _layers.Dispose();
    }

    private static (IResumableReader Reader, string Format) FindFormat(Layers layers, string name)
    {
        var content = layers.Content;
        content.Holds(FileSignature.Length);
        var suffix = layers.Compression is null ? "" : ", " + layers.Compression;
        if (PcapReader.Recognises(content.Unread))
        {
            var pcap = new PcapReader(content);
            return (pcap, pcap.Format + suffix);
        }

        if (PcapngReader.Recognises(content.Unread)) return (new PcapngReader(content), "pcapng" + suffix);
        if (SnoopReader.Recognises(content.Unread)) return (new SnoopReader(content), "snoop" + suffix);
        if (ErfReader.IsErf(content)) return (new ErfReader(content), "ERF" + suffix); // last: it has no mark of its own
        throw Refuse(layers, name);
    }

    private static UnreadableFileException Refuse(Layers layers, string name)
    {
        if (layers.Content.Fault is { } fault) return new UnreadableFileException(name, 0, Expected, fault);
        var start = layers.Content.Unread;
        if (layers.Compression is null) return Refusal(FileSignature.Of(start), name, "");
        return start.IsEmpty
            ? new UnreadableFileException(name, 0, Expected, $"{layers.Compression} data with nothing in it")
            : Refusal(FileSignature.Of(start), name, $" inside {layers.Compression} data");
    }

    private static UnreadableFileException Refusal(FileSignature found, string name, string where) =>
        new(name, 0, Expected, found.Name + where, found.Remedy);

    /// <summary>The file as stored and, where that is compressed, its content.</summary>
    private sealed class Layers : IDisposable
    {
        private readonly CaptureBuffer _stored;
        private readonly Stream? _decompressor;

        public Layers(Stream stream)
        {
            _stored = new CaptureBuffer(stream);
            _stored.Holds(FileSignature.Length);
            (_decompressor, Compression) = _stored.Unread switch
            {
                [0x1F, 0x8B, 0x08, ..] => (new GzipMembers(_stored), "gzip"),
                [0x28, 0xB5, 0x2F, 0xFD, ..] or [>= 0x50 and <= 0x5F, 0x2A, 0x4D, 0x18, ..] => (new ZstdFrames(_stored), "zstd"),
                var start when XzStreams.Recognises(start) => (new XzStreams(_stored), "xz"),
                var start when Bzip2Streams.Recognises(start) => (new Bzip2Streams(_stored), "bzip2"),
                var start when Lz4Frames.Recognises(start) => (new Lz4Frames(_stored), "lz4"),
                _ => ((Stream?)null, (string?)null),
            };
            Content = _decompressor is null ? _stored : new CaptureBuffer(_decompressor);
        }

        public string? Compression { get; }

        public CaptureBuffer Content { get; }

        public void Dispose()
        {
            Content.Dispose();
            _decompressor?.Dispose();
            _stored.Dispose();
        }
    }
}
