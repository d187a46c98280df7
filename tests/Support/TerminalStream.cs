using System.Globalization;
using System.Text;

namespace PassiveDns.Tests.Support;

/// <summary>Reads what a program sends to a terminal and finds everything in it that is neither plain text nor a sequence of the program's own.</summary>
/// <remarks>
/// Plain are assigned characters that are drawn, and CR LF, which the terminal's driver makes of a line feed. Octets may come in any pieces.
/// A stream, so that a program's output can be copied into it.
/// </remarks>
public sealed class TerminalStream : Stream
{
    private const int MostFindings = 10;
    private const int LongestSequence = 64;
    private const int MostMarks = 2; // on one character

    private readonly Func<string, bool> _isOwn;
    private readonly StringBuilder _sequence = new();
    private readonly byte[] _character = new byte[4];
    private readonly List<string> _findings = [];
    private int _characterLength;
    private int _marks;
    private bool _afterReturn;

    /// <param name="isOwn">A sequence that the program itself sends, its ESC included; called for every prefix of one.</param>
    public TerminalStream(Func<string, bool> isOwn) => _isOwn = isOwn;

    /// <summary>The first foreign octets, with where they are; empty for a clean stream.</summary>
    public IReadOnlyList<string> Findings => _findings;

    public long Octets { get; private set; }

    public long Lines { get; private set; }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        foreach (var octet in buffer)
        {
            // Nearly all is printable ASCII in its ground state.
            if (octet is >= 0x20 and < 0x7F && _sequence.Length == 0 && _characterLength == 0 && !_afterReturn) _marks = 0;
            else Take(octet);
            Octets++;
        }
    }

    /// <summary>To be called at the end: what is unfinished is a finding.</summary>
    public void Finish()
    {
        if (_sequence.Length > 0) Find($"an unfinished sequence {Show(_sequence.ToString())}");
        if (_characterLength > 0) Find("an unfinished character");
        if (_afterReturn) Find("a carriage return");
    }

    private void Take(byte octet)
    {
        if (_sequence.Length > 0)
        {
            InSequence(octet);
            return;
        }

        if (_characterLength > 0)
        {
            InCharacter(octet);
            return;
        }

        if (_afterReturn && octet == '\n')
        {
            _afterReturn = false;
            Lines++;
            return;
        }

        if (_afterReturn && !_isOwn("\r")) Find("a carriage return");
        _afterReturn = false;
        switch (octet)
        {
            case 0x1B:
                _sequence.Append('\e');
                break;
            case (byte)'\r':
                _afterReturn = true;
                break;
            case < 0x20 or 0x7F:
                if (!_isOwn($"{(char)octet}")) Find($"octet {octet:x2}");
                break;
            case < 0x80:
                _marks = 0;
                break;
            default:
                _character[0] = octet;
                _characterLength = 1;
                break;
        }
    }

    private void InSequence(byte octet)
    {
        _sequence.Append((char)octet);
        var sequence = _sequence.ToString();
        if (!_isOwn(sequence) || _sequence.Length > LongestSequence)
        {
            Find($"the sequence {Show(sequence)}");
            _sequence.Clear();
        }
        else if (IsComplete(sequence))
        {
            _sequence.Clear();
        }
    }

    /// <summary>ECMA-48: a CSI sequence ends in an octet from @ to ~, a control string in BEL or ST, what has intermediates behind them.</summary>
    private static bool IsComplete(string sequence) => sequence[1] switch
    {
        '[' => sequence.Length > 2 && sequence[^1] is >= '@' and <= '~',
        ']' or 'P' or '_' or '^' or 'X' => sequence[^1] == '\a' || sequence.EndsWith("\e\\", StringComparison.Ordinal),
        >= ' ' and <= '/' => sequence.Length > 2,
        _ => true,
    };

    private void InCharacter(byte octet)
    {
        _character[_characterLength++] = octet;
        var status = Rune.DecodeFromUtf8(_character.AsSpan(0, _characterLength), out var rune, out _);
        if (status == System.Buffers.OperationStatus.NeedMoreData) return;
        if (status == System.Buffers.OperationStatus.InvalidData) Find($"no UTF-8: {Convert.ToHexStringLower(_character.AsSpan(0, _characterLength))}");
        else if (!IsPlain(rune)) Find($"U+{rune.Value:X4}");
        _characterLength = 0;
    }

    private bool IsPlain(Rune rune)
    {
        var category = Rune.GetUnicodeCategory(rune);
        _marks = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark ? _marks + 1 : 0;
        return _marks <= MostMarks && category is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator)
            && rune.Value is not (0x2800 or 0x3164 or 0xFFA0 or 0x115F or 0x1160 or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF));
    }

    private void Find(string what)
    {
        if (_findings.Count < MostFindings) _findings.Add($"octet {Octets}, line {Lines + 1}: {what}");
    }

    private static string Show(string sequence) => string.Concat(sequence.Select(c => c is >= ' ' and < '\x7F' ? $"{c}" : $"\\x{(int)c:x2}"));

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => Octets;

    public override long Position
    {
        get => Octets;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
