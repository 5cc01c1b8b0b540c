package bounds

// Shape is how large a JSON value is and how deeply it nests.
type Shape struct {
	// Depth is how many objects and lists are nested.
	Depth int
	// Indented is how many bytes the value takes with two spaces for every
	// level, as encoding/json indents it.
	Indented int64
}

// Measure returns the shape of a JSON value, which must be valid, in one pass
// and without making anything.
func Measure[T string | []byte](data T) Shape {
	var s Shape
	depth, empty := 0, false
	// A line break and the indentation of what follows it.
	newline := func() { s.Indented += 1 + 2*int64(depth) }
	for i := 0; i < len(data); {
		c := data[i]
		if c == ' ' || c == '\t' || c == '\r' || c == '\n' {
			i++
			continue
		}
		if empty && c != ']' && c != '}' {
			newline()
		}
		end := i + 1
		switch c {
		case '{', '[':
			depth++
			s.Depth = max(s.Depth, depth)
		case '}', ']':
			if depth--; !empty {
				newline()
			}
		case ',':
			newline()
		case ':':
			s.Indented++
		case '"':
			end = StringEnd(data, i)
		}
		empty = c == '{' || c == '['
		s.Indented += int64(end - i)
		i = end
	}
	return s
}

// StringEnd returns where the JSON string that begins at i ends, behind its
// quotation mark.
func StringEnd[T string | []byte](data T, i int) int {
	for i++; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(data)
}
