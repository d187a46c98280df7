using System.Buffers;

namespace PassiveDns.Formats;

/// <summary>Hands on octets up to a bound and drops the rest: nothing that is written can make the output longer.</summary>
internal sealed class BoundedOutput(IBufferWriter<byte> output, long bound) : IBufferWriter<byte>
{
    private long _room = bound;

    /// <summary>Something may have been dropped: the bound is reached.</summary>
    public bool IsFull => _room == 0;

    /// <inheritdoc/>
    public void Advance(int count)
    {
        var taken = (int)Math.Min(count, _room);
        if (taken > 0) output.Advance(taken);
        _room -= taken;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => output.GetMemory(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => output.GetSpan(sizeHint);
}
