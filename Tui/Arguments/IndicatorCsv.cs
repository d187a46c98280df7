using System.Globalization;
using System.Text;
using PassiveDns.Formats;

namespace PassiveDns.Tui.Arguments;

/// <summary>Indicators in a column of comma-separated values (RFC 4180); semicolons and tabs separate, too, where the first record has more of them.</summary>
internal static class IndicatorCsv
{
    private const int MostColumns = 16_384;

    /// <summary>Reads the column; of a column that goes by its name, the first record is the header.</summary>
    /// <exception cref="UnreadableFileException">There is no such column.</exception>
    public static void Read(Stream octets, string name, string column, IndicatorList list)
    {
        var records = new RecordReader(octets);
        var index = int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number - 1 : -1;
        if (index < 0)
        {
            records.TryRead(wanted: null);
            index = records.Fields.FindIndex(field => field.Trim().Equals(column.Trim(), StringComparison.OrdinalIgnoreCase));
            if (index < 0) throw new UnreadableFileException(name, 0, $"a column '{column}' in the first record", string.Join(", ", records.Fields.Take(10)), "Name a column, or give its number from 1.");
        }

        while (records.TryRead(index))
        {
            var place = $"record {records.Number}";
            if (records.Fault is { } fault) list.Refuse(records.Fields.FirstOrDefault(""), place, fault);
            else if (records.IsBlank) continue;
            else if (records.Fields is not [var field]) list.Refuse("", place, "it has no such column");
            else if (field.Trim() is { Length: > 0 } text) list.Add(text, place);
        }
    }

    /// <summary>Records, of which one field may be wanted or all.</summary>
    private sealed class RecordReader(Stream stream)
    {
        private readonly byte[] _buffer = new byte[IndicatorList.MaxLineLength];
        private readonly List<byte> _field = [];
        private int _position;
        private int _length;
        private byte _separator;

        /// <summary>Of the record that was read last, from 1; the header counts.</summary>
        public long Number { get; private set; }

        /// <summary>The wanted field of the record, none where the record is shorter; or all of them.</summary>
        public List<string> Fields { get; } = [];

        /// <summary>What is wrong with the wanted field; null for nothing.</summary>
        public string? Fault { get; private set; }

        /// <summary>The record is an empty line.</summary>
        public bool IsBlank { get; private set; }

        /// <summary>Reads a record; false at the end.</summary>
        public bool TryRead(int? wanted)
        {
            if (_separator == 0) _separator = FindSeparator();
            Fields.Clear();
            Fault = null;
            Number++;
            for (var column = 0; ; column++)
            {
                if (column == 0 && Peek() < 0) return false;
                var isLast = ReadField(out var isTooLong, out var isOpen);
                if (wanted is null ? column < MostColumns : column == wanted) Keep(isTooLong, isOpen);
                IsBlank = isLast && column == 0 && _field.Count == 0;
                if (isLast) return true;
            }
        }

        private void Keep(bool isTooLong, bool isOpen)
        {
            Fields.Add(Encoding.UTF8.GetString([.. _field]));
            if (isTooLong) Fault = "it is too long";
            if (isOpen) Fault = "its quotes do not close";
        }

        /// <summary>True when a field ends its record.</summary>
        private bool ReadField(out bool isTooLong, out bool isOpen)
        {
            _field.Clear();
            (isTooLong, isOpen) = (false, false);
            if (Peek() == '"')
            {
                Next();
                isOpen = true;
            }

            while (true)
            {
                var octet = Next();
                if (octet < 0) return true;
                if (isOpen)
                {
                    if (octet != '"' || TryDouble()) Append(octet, ref isTooLong);
                    else isOpen = false;
                    continue;
                }

                if (octet == _separator) return false;
                if (octet == '\n') return true;
                if (octet != '\r' || Peek() != '\n') Append(octet, ref isTooLong);
            }
        }

        /// <summary>The quotation mark stands there twice and means itself.</summary>
        private bool TryDouble()
        {
            if (Peek() != '"') return false;
            Next();
            return true;
        }

        private void Append(int octet, ref bool isTooLong)
        {
            isTooLong |= _field.Count == IndicatorList.MaxLineLength;
            if (!isTooLong) _field.Add((byte)octet);
        }

        private byte FindSeparator()
        {
            Peek();
            var first = _buffer.AsSpan(0, _length);
            if (first.IndexOf((byte)'\n') is >= 0 and var end) first = first[..end];
            var commas = first.Count((byte)',');
            if (first.Count((byte)'\t') > commas) return (byte)'\t';
            return first.Count((byte)';') > commas ? (byte)';' : (byte)',';
        }

        private int Next() => Peek() is >= 0 and var octet ? Take(octet) : -1;

        private int Take(int octet)
        {
            _position++;
            return octet;
        }

        private int Peek()
        {
            if (_position == _length)
            {
                _position = 0;
                _length = stream.Read(_buffer, 0, _buffer.Length);
            }

            return _position < _length ? _buffer[_position] : -1;
        }
    }
}
