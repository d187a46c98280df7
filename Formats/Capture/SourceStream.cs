using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using PassiveDns.Formats.State;

namespace PassiveDns.Formats.Capture;

/// <summary>An input read ahead and hashed on a thread of its own, so that the one who decodes it waits for neither.</summary>
/// <remarks>The input is only ever read. One reading thread; <see cref="OctetsRead"/> may be asked from any.</remarks>
public sealed class SourceStream : ForwardStream
{
    private const int ChunkLength = 1 << 20;
    private const int ChunkCount = 4;

    // A read from a pipe cannot be called off: the thread then ends by itself when the pipe speaks or closes.
    private static readonly TimeSpan PatienceAtDispose = TimeSpan.FromSeconds(1);

    private readonly Stream _input;
    private readonly Chunk[] _chunks;
    private readonly BlockingCollection<Chunk> _free = [];
    private readonly BlockingCollection<Chunk> _filled = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private readonly SourcePrefix _expectedStart;
    private readonly Lock _hashing = new(); // around the two that follow
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _isStartAsExpected;
    private Chunk? _current;
    private int _position;
    private long _octetsRead;
    private string? _sha256;
    private ExceptionDispatchInfo? _error;
    private bool _finished;

    /// <summary>Starts to read at once.</summary>
    /// <param name="input">A file or standard input; disposed with this stream.</param>
    /// <param name="expectedStart">What the input begins with, when it was read before; nothing is expected by default.</param>
    public SourceStream(Stream input, SourcePrefix expectedStart = default)
    {
        _input = input;
        _expectedStart = expectedStart;
        _isStartAsExpected = expectedStart.Octets == 0;
        _chunks = [.. Enumerable.Range(0, ChunkCount).Select(_ => new Chunk())];
        foreach (var chunk in _chunks) _free.Add(chunk);
        _thread = new Thread(ReadAhead) { IsBackground = true, Name = "read ahead" };
        _thread.Start();
    }

    /// <summary>Octets of the input that were read so far, some of them ahead of who reads this stream.</summary>
    public long OctetsRead => Interlocked.Read(ref _octetsRead);

    /// <summary>Octets of the whole input; known after <see cref="Finish"/>.</summary>
    public long Octets => _finished ? OctetsRead : throw new InvalidOperationException("The length of an input is known when it is finished.");

    /// <summary>Opens a file as evidence: for reading only, leaving all others free to write, rename or delete it.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The path is a folder or may not be read.</exception>
    public static SourceStream OpenFile(string path, SourcePrefix expectedStart = default) => new(OpenForReading(path), expectedStart);

    /// <summary>The first octets of a file, fewer where it has fewer.</summary>
    /// <exception cref="IOException"/>
    public static byte[] ReadStart(string path, int octets)
    {
        using var file = OpenForReading(path);
        var start = new byte[octets];
        return start[..file.ReadAtLeast(start, octets, throwOnEndOfStream: false)];
    }

    /// <summary>The SHA-256 of a file in lower-case hexadecimal, as <see cref="Finish"/> gives it.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException"/>
    public static string HashFile(string path, CancellationToken cancellation)
    {
        using var file = OpenForReading(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var octets = ArrayPool<byte>.Shared.Rent(ChunkLength);
        try
        {
            while (file.Read(octets) is var count and > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                hash.AppendData(octets, 0, count);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(octets);
        }
    }

    /// <summary>
    /// What was read so far, those octets included that are ahead of who reads this stream: by it the input is known again when it is read
    /// anew.
    /// </summary>
    /// <returns>False as long as it is not known whether the input begins as expected; then nothing may be built on what it gave.</returns>
    public bool TryGetPrefix(out SourcePrefix prefix)
    {
        lock (_hashing)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            prefix = _isStartAsExpected ? new SourcePrefix(_octetsRead, HashSoFar()) : default;
            return _isStartAsExpected;
        }
    }

    /// <exception cref="IOException">The input could not be read; all octets before were given.</exception>
    /// <exception cref="UnusableStateException">The input does not begin as expected.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || !HasCurrent()) return 0;
        var count = Math.Min(buffer.Length, _current!.Length - _position);
        _current.Octets.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    /// <summary>Reads what is left of the input and gives the SHA-256 of all of it, in lower-case hexadecimal.</summary>
    /// <exception cref="IOException">The input could not be read to its end.</exception>
    /// <exception cref="UnusableStateException">The input does not begin as expected.</exception>
    public string Finish()
    {
        while (HasCurrent()) _position = _current!.Length;
        _finished = true;
        return _sha256!;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_stop.IsCancellationRequested)
        {
            _stop.Cancel();
            if (_thread.Join(PatienceAtDispose)) Release();
        }

        base.Dispose(disposing);
    }

    private static FileStream OpenForReading(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.ReadWrite | FileShare.Delete,
        Options = FileOptions.SequentialScan,
        BufferSize = 0,
    });

    private void Release()
    {
        foreach (var chunk in _chunks) ArrayPool<byte>.Shared.Return(chunk.Octets);
        _hash.Dispose();
        _free.Dispose();
        _filled.Dispose();
        _stop.Dispose();
    }

    private bool HasCurrent()
    {
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        if (_current is not null && _position < _current.Length) return true;
        if (_current is not null) _free.Add(_current);
        _position = 0;
        if (_filled.TryTake(out _current, Timeout.Infinite)) return true;
        _error?.Throw();
        return false;
    }

    private void ReadAhead()
    {
        try
        {
            while (TryFill(_free.Take(_stop.Token)))
            {
            }

            StateReader.Check(_isStartAsExpected, "the source is shorter than it was");
            lock (_hashing) _sha256 = HashSoFar();
        }
        catch (OperationCanceledException)
        {
            // disposed: nobody reads any more
        }
        catch (Exception error)
        {
            _error = ExceptionDispatchInfo.Capture(error);
        }
        finally
        {
            _filled.CompleteAdding();
            _input.Dispose();
        }
    }

    private bool TryFill(Chunk chunk)
    {
        chunk.Length = _input.Read(chunk.Octets.AsSpan(0, (int)Math.Min(chunk.Octets.Length, OctetsToNextCheck)));
        if (chunk.Length == 0) return false;
        Note(chunk.Octets.AsSpan(0, chunk.Length));
        _filled.Add(chunk);
        return true;
    }

    private long OctetsToNextCheck => _isStartAsExpected ? long.MaxValue : _expectedStart.Octets - _octetsRead;

    private void Note(ReadOnlySpan<byte> octets)
    {
        lock (_hashing)
        {
            _hash.AppendData(octets);
            Interlocked.Add(ref _octetsRead, octets.Length);
            if (_isStartAsExpected || _octetsRead < _expectedStart.Octets) return;
            StateReader.Check(HashSoFar() == _expectedStart.Sha256, "the source begins with other octets than it did");
            _isStartAsExpected = true;
        }
    }

    private string HashSoFar() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    private sealed class Chunk
    {
        public byte[] Octets { get; } = ArrayPool<byte>.Shared.Rent(ChunkLength);
        public int Length { get; set; }
    }
}
