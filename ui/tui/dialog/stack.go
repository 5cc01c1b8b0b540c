package dialog

import tea "charm.land/bubbletea/v2"

// Stack holds the dialogs that are open; the one that was opened last takes the
// keys. The zero value is empty.
type Stack struct {
	open []Dialog
	room tea.WindowSizeMsg
}

// Push opens a dialog on top of the others.
func (s *Stack) Push(d Dialog) {
	s.open = append(s.open, d)
	d.Update(s.room)
}

// Pop closes the dialog on top, if there is one.
func (s *Stack) Pop() {
	if n := len(s.open); n > 0 {
		s.open = s.open[:n-1]
	}
}

// Top returns the dialog on top, or nil.
func (s *Stack) Top() Dialog {
	if n := len(s.open); n > 0 {
		return s.open[n-1]
	}
	return nil
}

// Update gives a message to the dialog on top and returns what the program is
// to do, or nil.
func (s *Stack) Update(msg tea.Msg) Action {
	if top := s.Top(); top != nil {
		return top.Update(msg)
	}
	return nil
}

// Resize tells the dialogs how many cells there are for one in the body.
func (s *Stack) Resize(width, height int) {
	s.room = tea.WindowSizeMsg{Width: width, Height: height}
	for _, d := range s.open {
		d.Update(s.room)
	}
}
