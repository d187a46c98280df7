namespace PassiveDns.Indexer.Tests.Catalog;

/// <summary>A stream whose medium is full when asked: half of what is written then is there.</summary>
/// <param name="flush">What a flush takes besides.</param>
internal sealed class FailingStream(Stream inner, Func<bool> isFull, Action? flush = null) : Stream
{
    private const int NoSpace = 28; // ENOSPC

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        var fails = isFull();
        inner.Write(buffer, offset, fails ? count / 2 : count);
        if (!fails) return;
        inner.Flush();
        throw new IOException("No space left on device", NoSpace);
    }

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void SetLength(long value) => inner.SetLength(value);

    public override void Flush()
    {
        inner.Flush();
        flush?.Invoke();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
