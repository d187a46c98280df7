using System.Security.Cryptography;
using ZstdSharp;

namespace PassiveDns.Formats.Capture;

/// <summary>A pcapng capture on its way into a file, through Zstandard, or into nothing: what counts is that its SHA-256 is known at any time.</summary>
/// <remarks>With a file, length and SHA-256 are those of the file's octets; without, those of the pcapng. Not thread-safe.</remarks>
public sealed class HashedCapture : IDisposable
{
    /// <summary>What <see cref="Open"/> writes, as <see cref="CaptureFile.Format"/> has it.</summary>
    public const string FileFormat = "pcapng, zstd";

    private const int Level = 1; // keeps up with a tap; higher ones gain a tenth
    private const int BufferLength = 1 << 16;

    private readonly HashingStream _hashed;
    private readonly CompressionStream? _compression;
    private readonly BufferedStream _buffer;
    private readonly PcapngWriter _writer;
    private bool _isClosed;

    private HashedCapture(FileStream? file, string application, IEnumerable<PcapngInterfaceDescription> interfaces)
    {
        _hashed = new HashingStream(file);
        _compression = file is null ? null : new CompressionStream(_hashed, Level, leaveOpen: true);
        _buffer = new BufferedStream((Stream?)_compression ?? _hashed, BufferLength);
        _writer = new PcapngWriter(_buffer, application);
        foreach (var description in interfaces) _writer.AddInterface(description);
    }

    /// <summary>Frames written.</summary>
    public long Frames { get; private set; }

    /// <summary>What has reached the file so far; complete behind <see cref="Flush"/>.</summary>
    public SourcePrefix Written => _hashed.Written;

    /// <summary>Only hashes.</summary>
    /// <inheritdoc cref="Open"/>
    public static HashedCapture WithoutFile(string application, IEnumerable<PcapngInterfaceDescription> interfaces) => new(null, application, interfaces);

    /// <summary>Makes a new file.</summary>
    /// <param name="path">Where no file is yet.</param>
    /// <param name="application">shb_userappl: the name of the program that writes, with its version.</param>
    /// <exception cref="IOException">The file cannot be made, or is there already.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public static HashedCapture Open(string path, string application, IEnumerable<PcapngInterfaceDescription> interfaces)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; // addresses of clients
        return new HashedCapture(new FileStream(path, options), application, interfaces);
    }

    /// <inheritdoc cref="PcapngWriter.Write"/>
    public void Write(int interfaceNumber, in CaptureFrame frame)
    {
        _writer.Write(interfaceNumber, frame);
        Frames++;
    }

    /// <summary>Waits until the file has all frames so far: whoever reads it finds them.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Flush()
    {
        _buffer.Flush();
        _compression?.Flush();
        _hashed.Sync();
    }

    /// <summary>Ends the capture.</summary>
    /// <returns>Length and SHA-256 of all of it.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public SourcePrefix Close()
    {
        _buffer.Flush();
        _compression?.Dispose(); // writes the end of the frame
        _hashed.Sync();
        Dispose();
        return _hashed.Written;
    }

    /// <summary>Lets go of the file as it is, where <see cref="Close"/> has not ended it.</summary>
    public void Dispose()
    {
        if (_isClosed) return;
        _isClosed = true;
        _hashed.Dispose();
    }

    /// <summary>Hashes what the next stream has taken.</summary>
    private sealed class HashingStream(FileStream? next) : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long _octets;
        private SourcePrefix? _last;

        public SourcePrefix Written => _last ?? new SourcePrefix(_octets, Convert.ToHexStringLower(_hash.GetCurrentHash()));

        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            next?.Write(buffer);
            _hash.AppendData(buffer);
            _octets += buffer.Length;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public void Sync() => next?.Flush(flushToDisk: true);

        public override void Flush() => next?.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing && _last is null)
            {
                _last = Written;
                _hash.Dispose();
                next?.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
